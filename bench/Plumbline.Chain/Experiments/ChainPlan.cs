using Plumbline.Bench.Services;

namespace Plumbline.Chain.Experiments;

/// <summary>How many requests each experiment makes.</summary>
/// <param name="Answered">Requests that are answered.</param>
/// <param name="Left">Requests that the client leaves, one at a time.</param>
/// <param name="LeftAtOnce">Requests that the client leaves, many under way.</param>
/// <param name="Stops">How often the client is stopped with one request under way.</param>
/// <param name="StopsAtOnce">How often it is stopped with many.</param>
internal sealed record ChainPlan(int Answered, int Left, int LeftAtOnce, int Stops, int StopsAtOnce)
{
    /// <summary>How many are many.</summary>
    internal const int Many = 50;

    // Many that come and go at once would fill the processors, and that would be measured: each new connection and each error costs.
    private const int ShortStay = 20;
    private const int LongStay = 200;
    private const int WorkBefore = 10;
    private const int LongWork = 1_000;
    private const int Enough = 30_000;
    private const int ASecond = 1_000;
    private const int HalfASecond = 500;

    /// <summary>What runs before anything counts: as much as it takes for all code to be compiled.</summary>
    internal static ChainPlan WarmUp { get; } = new(200, 40, 200, 2, 2);

    /// <summary>The plan for an extent.</summary>
    internal static ChainPlan Of(Extent extent) => extent switch
    {
        Extent.Smoke => new(10, 10, 50, 2, 1),
        Extent.Quick => new(200, 100, 500, 20, 4),
        _ => new(1_000, 500, 3_000, 100, 20),
    };

    /// <summary>Answered at once, by hops that work before they call, or do not.</summary>
    internal IReadOnlyList<VisitPlan> Shrinking =>
        [.. new[] { 0, WorkBefore }.Select(before => new VisitPlan(Answered, AtOnce: 1, before, Steps: 0, ASecond, Stay: 0))];

    /// <summary>Left in the middle.</summary>
    internal IReadOnlyList<VisitPlan> Leaving =>
    [
        new(Left, AtOnce: 1, Before: 0, LongWork, Enough, ShortStay),
        new(LeftAtOnce, AtOnce: Many, Before: 0, LongWork, Enough, LongStay),
    ];

    /// <summary>Left without a word: how often, and each time what.</summary>
    internal IReadOnlyList<(int Stops, VisitPlan Plan)> Silent =>
    [
        (Stops, new(Count: 1, AtOnce: 1, Before: 0, LongWork, HalfASecond, Stay: 0)),
        (StopsAtOnce, new(Count: Many, AtOnce: Many, Before: 0, LongWork, HalfASecond, Stay: 0)),
    ];
}
