using Plumbline.Lab.Faults;

namespace Plumbline.Lab.Experiments;

/// <summary>A set of runs that answers a question.</summary>
/// <param name="Name">What it is chosen by.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="Seeds">How many seeds, from 1 on, unless others are asked for.</param>
/// <param name="Parallel">Runs side by side, unless something else is asked for.</param>
/// <param name="Faults">Names of the faults, unless others are asked for.</param>
/// <param name="Candidates">Ids of the candidates of a fault, unless others are asked for.</param>
/// <param name="PlanOf">The plan for a fault and a seed, before the fault shapes it.</param>
internal sealed record Profile(
    string Name,
    string Summary,
    int Seeds,
    int Parallel,
    IReadOnlyList<string> Faults,
    Func<string, IReadOnlyList<string>> Candidates,
    Func<string, int, Plan> PlanOf)
{
    private const string Slow = "slow";

    /// <summary>The default: under 90 seconds.</summary>
    public static Profile Quick { get; } = new(
        "quick",
        "a slow upstream, small, three candidates side by side, about a minute and a quarter",
        Seeds: 1,
        Parallel: 3,
        [Slow],
        static _ => ["A", "B+", "C"],
        static (_, seed) => Plan.Quick(seed));

    /// <summary>Everything: hours.</summary>
    public static Profile Full { get; } = new(
        "full",
        "every fault, five seeds, one run after the other: many hours; can be stopped and gone on with",
        Seeds: 5,
        Parallel: 1,
        [.. FaultCatalogue.All.Select(static fault => fault.Name)],
        static fault => fault == Slow ? [.. Candidate.All.Select(static candidate => candidate.Id)] : ["A", "B+", "T", "C", "D"],
        static (fault, seed) => fault == Slow ? Plan.Full(seed) : Plan.Short(seed));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Quick, Full];

    /// <summary>The runs, everything of the first seed first: one that is stopped is a smaller one that is whole.</summary>
    /// <param name="faults">Names; null for the profile's own.</param>
    /// <param name="candidates">Ids; null for the profile's own.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="scale">The part of the plan's size; 1 for all of it.</param>
    public IReadOnlyList<Cell> Cells(
        IReadOnlyList<string>? faults, IReadOnlyList<string>? candidates, IReadOnlyList<int> seeds, double scale) =>
    [
        .. from seed in seeds
           from name in faults ?? Faults
           let fault = FaultCatalogue.Create(name)
           from candidate in candidates ?? Candidates(name)
           let plan = PlanOf(name, seed)
           select new Cell(
               new CellKey(name, Candidate.Of(candidate).Id, seed),
               fault.Shape(scale is 1 ? plan : plan.Scaled(scale))),
    ];
}
