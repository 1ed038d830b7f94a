using System.Text.Json;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;
using Spectre.Console;

namespace Plumbline.Lab.Tests.Report;

public sealed class ReportTests
{
    private static readonly Plan _plan = Plan.Full(seed: 1);
    private readonly RunData[] _runs = [KnownRun.Data(Variant.Without), KnownRun.Data(Variant.With)];

    [Theory]
    [InlineData("/home goodput, before", "0.5/s (100 %)")]
    [InlineData("/home p99 of these, before / fault / after", "40 ms / - / -")]
    [InlineData("/report goodput, fault", "0.0/s (0 %)")]
    [InlineData("upstream: items started", "2")]
    [InlineData("for people who had left", "0 (0 %)")]
    [InlineData("upstream: worker time", "10.4 s")]
    [InlineData("after the person had left", "9.0 s (87 %)")]
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

    [Fact]
    public void Notes_AnyRun_NameTheRivalThatIsMissing() =>
        Assert.Contains(Notes.For(_plan, Figures()), note => note.Contains("does not measure that rival", StringComparison.Ordinal));

    [Fact]
    public void Notes_BusyMachine_Warn()
    {
        var idle = Figures();
        var busy = idle.Select(run => run with { BusiestProcess = 0.9 }).ToArray();

        Assert.DoesNotContain(Notes.For(_plan, idle), IsWarning);
        Assert.Contains(Notes.For(_plan, busy), IsWarning);
    }

    [Fact]
    public async Task WriteAsync_KnownEvents_WritesTheFigures()
    {
        var path = Path.GetTempFileName();
        try
        {
            await JsonReport.From(_plan, _runs, Figures()).WriteAsync(Context.Background, path);

            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
            var run = document.RootElement.GetProperty("runs")[1];
            Assert.Equal("With", run.GetProperty("variant").GetString());
            Assert.Equal(9, run.GetProperty("upstreamWorkerSecondsForNobody").GetDouble());
            Assert.Equal(1234, run.GetProperty("peakInFlightEdge").GetInt32());
            Assert.Equal(JsonValueKind.Null, run.GetProperty("recoverySeconds").ValueKind);
            Assert.Equal(6, run.GetProperty("pages").GetArrayLength());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool IsWarning(string note) => note.StartsWith("WARNING", StringComparison.Ordinal);

    private RunFigures[] Figures() => [.. _runs.Select(RunFigures.From)];

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
        console.Write(FigureTable.Build(_plan, Figures()).MarkdownBorder());
        return text.ToString().Split('\n', StringSplitOptions.TrimEntries);
    }
}
