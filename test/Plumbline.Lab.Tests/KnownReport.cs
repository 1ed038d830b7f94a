using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests;

/// <summary>A report on a few runs that differ in what <see cref="KnownRun.Answering"/> says.</summary>
internal static class KnownReport
{
    /// <summary>Candidates as they might fare: A is down, B+ and C stay up, and B+ is the quicker one.</summary>
    public static ReportData Data() => With(
        KnownRun.Answering(20, S(0.5), "A"),
        KnownRun.Answering(10, S(0.5), "A", seed: 2),
        KnownRun.Answering(99, S(0.012), "B+"),
        KnownRun.Answering(99, S(0.014), "B+", seed: 2),
        KnownRun.Answering(100, S(0.25), "C"),
        KnownRun.Answering(100, S(0.26), "C", seed: 2));

    /// <summary>The same about other cells.</summary>
    public static ReportData With(params IReadOnlyList<CellResult> cells) => new()
    {
        Cells = cells,
        Missing = [new NotMeasured(new CellKey("half-open", "C", 1), IsSkipped: true, "There is no <ip> here.")],
        About = new Dictionary<string, string> { ["machine"] = "2 cores & a fan", ["commit"] = "0123abcd" },
        Command = "lab run --seeds 2",
        Faults = new Dictionary<string, string> { ["slow"] = "an item takes 10 s" },
        Parallel = 3,
        Cores = 2,
    };
}
