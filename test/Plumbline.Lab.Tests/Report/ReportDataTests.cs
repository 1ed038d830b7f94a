using Plumbline.Lab.Experiments;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class ReportDataTests
{
    [Fact]
    public void From_FilesInAnyOrder_ListsFaultsCandidatesAndSeedsInTheirs()
    {
        var info = KnownFiles.Info with { Faults = ["slow", "black-hole"] };

        var data = ReportData.From(
            info,
            [
                KnownFiles.Done("A", fault: "black-hole"), KnownFiles.Done("A-"), KnownFiles.Done("C"),
                KnownFiles.Done("B+", seed: 2), KnownFiles.Done("B+"),
            ])!;

        Assert.Equal(
            ["slow-B+-1", "slow-B+-2", "slow-C-1", "slow-A--1", "black-hole-A-1"],
            data.Cells.Select(static cell => cell.Key.ToString()));
    }

    [Fact]
    public void From_RunWithoutFigures_IsMissingWithItsReason()
    {
        var data = ReportData.From(KnownFiles.Info, [KnownFiles.Done("C"), KnownFiles.Failed("A", "The edge is gone.")])!;

        Assert.Equal([new NotMeasured(new CellKey("slow", "A", 1), IsSkipped: false, "The edge is gone.")], data.Missing);
    }

    [Fact]
    public void From_NoFigures_IsNull() => Assert.Null(ReportData.From(KnownFiles.Info, [KnownFiles.Failed("A", "Gone.")]));

    [Fact]
    public void Mixed_GoneOnWithAfterAChange_IsSaidEverywhere()
    {
        var info = (KnownFiles.Info with { Versions = new Dictionary<string, string> { ["Commit"] = "4567" } }).After(KnownFiles.Info);

        var data = ReportData.From(info, [KnownFiles.Done("C")])!;

        Assert.Equal(["Commit: 0123abcd / 4567"], data.Mixed);
        Assert.Contains("Commit: 0123abcd / 4567.</p>", HtmlReport.Build(data), StringComparison.Ordinal);
        Assert.Contains("Commit: 0123abcd / 4567.\n", MarkdownReport.Build(data), StringComparison.Ordinal);
        Assert.Contains(FigureTable.Notes(data), static note => note.EndsWith("Commit: 0123abcd / 4567.", StringComparison.Ordinal));
        Assert.Equal("2026-11-27 08:30 UTC; gone on with, last at 2026-11-27 08:30 UTC", data.About["begun"]);
    }

    [Fact]
    public void About_KnownExperiment_SaysWhenAndOnWhat()
    {
        var about = ReportData.From(KnownFiles.Info, [KnownFiles.Done("C")])!.About;

        Assert.Equal(("2026-11-27 08:30 UTC", "2 cores (Some processor), 8,000 MB", "0123abcd"), (about["begun"], about["machine"], about["Commit"]));
    }
}
