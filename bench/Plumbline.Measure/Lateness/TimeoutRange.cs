using System.Globalization;

namespace Plumbline.Measure;

/// <summary>Timeouts at random points of a range.</summary>
/// <param name="Shortest">The least.</param>
/// <param name="Longest">The most.</param>
internal sealed record TimeoutRange(TimeSpan Shortest, TimeSpan Longest)
{
    /// <summary>Below a quarter of a second: measured off from the very instant of the call.</summary>
    internal static TimeoutRange Short { get; } = OfMilliseconds(50, 200);

    /// <summary>Above: where the core may take an instant shortly after the call, which costs less.</summary>
    internal static TimeoutRange Long { get; } = OfMilliseconds(500, 1_500);

    internal static TimeoutRange OfMilliseconds(double shortest, double longest) =>
        new(TimeSpan.FromMilliseconds(shortest), TimeSpan.FromMilliseconds(longest));

    /// <summary>The same from the shortest on, for less time where that is enough to see that it runs.</summary>
    internal TimeoutRange For(Profile profile) => this with { Longest = Shortest + ((Longest - Shortest) * Math.Min(1, profile.Scale)) };

#pragma warning disable CA5394 // Random points in time: no secret.
    internal TimeSpan Next(Random random) => Shortest + ((Longest - Shortest) * random.NextDouble());
#pragma warning restore CA5394

    /// <summary>As a kind takes it that knows whole milliseconds only: up, so that it is given no less.</summary>
    internal TimeSpan NextFor(IAlarms alarms, Random random)
    {
        TimeSpan timeout = Next(random);
        return alarms.CountsMilliseconds ? TimeSpan.FromMilliseconds(Math.Ceiling(timeout.TotalMilliseconds)) : timeout;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Shortest.TotalMilliseconds:0.##}–{Longest.TotalMilliseconds:0.##} ms");
}
