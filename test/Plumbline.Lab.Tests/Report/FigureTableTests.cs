using Plumbline.Lab.Report;
using Spectre.Console;

namespace Plumbline.Lab.Tests.Report;

public sealed class FigureTableTests
{
    [Theory]
    [InlineData("A nothing", "15.0 %", "500 ms", "> 10 s", "1,234")]
    [InlineData("B+ tuned resilience", "99.0 %", "13 ms", "> 10 s", "1,234")]
    [InlineData("C context", "100.0 %", "255 ms", "> 10 s", "1,234")]
    public void Build_HundredColumns_ShowsEachCandidateInALine(string name, params string[] figures)
    {
        var row = Assert.Single(Lines(width: 100), line => line.Contains(name, StringComparison.Ordinal));

        Assert.All(figures, figure => Assert.Contains(figure, row, StringComparison.Ordinal));
        Assert.True(row.TrimEnd().Length <= 100, $"'{row}' is {row.Length} wide.");
    }

    [Fact]
    public void Build_RedirectedOutput_HasNoControlCodes() =>
        Assert.DoesNotContain(Lines(width: 160), line => line.Any(char.IsControl));

    [Fact]
    public void Notes_DisturbedCell_IsNamed()
    {
        var data = KnownReport.With(KnownRun.Result("C") with { HeartbeatLateness = TimeSpan.FromSeconds(1) });

        Assert.Contains(FigureTable.Notes(data), note => note.Contains("slow-C-1", StringComparison.Ordinal));
        Assert.DoesNotContain(FigureTable.Notes(KnownReport.Data()), note => note.StartsWith("(!)", StringComparison.Ordinal));
    }

    [Fact]
    public void Notes_Losses_AreNamed() => Assert.Contains(
        FigureTable.Notes(KnownReport.Data()),
        note => note.StartsWith("A rival is better than Plumbline in: People who want /home, p99 of the answers in the fault", StringComparison.Ordinal));

    private static string[] Lines(int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Write(FigureTable.Build(KnownReport.Data().Summaries));
        return text.ToString().Split('\n', StringSplitOptions.TrimEntries);
    }
}
