using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;
using Spectre.Console;

namespace Plumbline.Lab.Tests.Report;

public sealed class ReportTests
{
    private readonly CellFile[] _files = [File(KnownRun.Data("A")), File(KnownRun.Data("C"))];

    [Theory]
    [InlineData("/home goodput, before", "0.5/s (100 %)")]
    [InlineData("/home p99 of these, before / fault / after", "40 ms / - / -")]
    [InlineData("/report goodput, fault", "0.0/s (0 %)")]
    [InlineData("upstream: items started", "2")]
    [InlineData("for people who had left", "0.0 (0 %)")]
    [InlineData("upstream: worker time", "10.4 s")]
    [InlineData("after the person had left", "9.0 (87 %)")]
    [InlineData("peak in flight, edge", "1,234")]
    [InlineData("time to recover", "not in 30 s")]
    public void FigureTable_KnownEvents_ShowsTheFiguresOfBothRuns(string label, string figure)
    {
        var row = Lines().First(line => line.Contains(label, StringComparison.Ordinal));

        Assert.Equal([label, figure, figure], row.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void FigureTable_RedirectedOutput_HasNoControlCodes() =>
        Assert.DoesNotContain(Lines(), line => line.Any(char.IsControl));

    private static CellFile File(RunData run) => new(run.Key, run.Plan, CellEnd.Done, Reason: null, CellResult.From(run));

    private string[] Lines()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = 160;
        console.Write(FigureTable.Build(_files).MarkdownBorder());
        return text.ToString().Split('\n', StringSplitOptions.TrimEntries);
    }
}
