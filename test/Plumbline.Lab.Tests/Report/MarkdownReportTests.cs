using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class MarkdownReportTests
{
    private readonly string _text = MarkdownReport.Build(KnownReport.Data());

    [Theory]
    [InlineData("| `/home`: goodput in the fault, of fault-free | 15.0 % (10.0 to 20.0 %) | 99.0 % | 100.0 % |")]
    [InlineData("| normal again after | not in 10 s | not in 10 s | not in 10 s |")]
    [InlineData("| slow | `/home`: p99 of the answers in the fault | C 255 ms | B+ 13 ms |")]
    [InlineData("Made by `lab run --seeds 2`. Medians over seeds, in brackets the range.")]
    [InlineData("6 runs, seeds 1, 2; machine: 2 cores & a fan; commit: 0123abcd.")]
    [InlineData("Not measured: half-open (skipped 1 times): There is no <ip> here.")]
    public void Build_WhatIsKnown_IsALine(string line) => Assert.Contains(line + "\n", _text, StringComparison.Ordinal);

    [Fact]
    public void Build_Text_StandsBetweenTheMarkers()
    {
        Assert.StartsWith(MarkdownReport.Begin, _text, StringComparison.Ordinal);
        Assert.EndsWith(MarkdownReport.End, _text, StringComparison.Ordinal);
    }

    [Fact]
    public void Insert_Markers_ReplacesWhatIsBetween() => Assert.Equal(
        $"a\n{_text}\nb\n", MarkdownReport.Insert($"a\n{MarkdownReport.Begin}old{MarkdownReport.End}\nb\n", _text));

    [Fact]
    public void Insert_Twice_IsTheSameAsOnce()
    {
        var once = MarkdownReport.Insert("a\n", _text);

        Assert.Equal(once, MarkdownReport.Insert(once, _text));
    }

    [Fact]
    public void Insert_NoMarkers_Appends() => Assert.Equal($"a\n\n{_text}\n", MarkdownReport.Insert("a\n", _text));
}
