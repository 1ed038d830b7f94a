using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Spectre.Console;

namespace Plumbline.Lab.Report;

/// <summary>Progress as a picture that is redrawn in the terminal: the two runs side by side, or one above the other.</summary>
internal sealed class LiveProgress(LiveDisplayContext display) : IProgressView
{
    /// <summary>Columns of a chart: the whole run fits.</summary>
    private const int Columns = 52;

    public void Say(string what) => display.UpdateTarget(new Text(what));

    public void Update(MatrixState state) => display.UpdateTarget(new Rows(
        [
            new Text($"{state.Over} of {state.Total} runs are over"),
            .. state.Running.Select(cell => Draw(state, cell)),
            new Markup("[grey]goodput: answers that arrived before the person left; the fault is red[/]"),
        ]));

    private static Panel Draw(MatrixState state, CellState cell)
    {
        var samples = cell.Samples;
        var bucket = cell.Plan.Length / Columns;
        var wanted = cell.Plan.PeoplePerSecond / 2;
        var home = Timeline.Rates(samples, cell.Start, bucket, static sample => sample.Crowd.HomeAnswered);
        var report = Timeline.Rates(samples, cell.Start, bucket, static sample => sample.Crowd.ReportAnswered);
        var edge = Timeline.Levels(samples, cell.Start, bucket, static sample => sample.Services[Hop.Edge].InFlight);

        // One scale for all runs, or the pile of one would look like the handful of the other.
        var pile = state.Running.SelectMany(static run => run.Samples).Max(static sample => sample.Services[Hop.Edge].InFlight);
        var last = samples[^1];
        var lines = new List<string>();
        lines.Add($"/home     goodput {Texts.Number(Timeline.Last(home)),5}/s");
        lines.AddRange(Colour(cell, BarChart.Lines(home, wanted * 1.25, 1), bucket, "green"));
        lines.Add($"/report   goodput {Texts.Number(Timeline.Last(report)),5}/s");
        lines.AddRange(Colour(cell, BarChart.Lines(report, wanted * 1.25, 1), bucket, "green"));
        lines.Add($"edge      {Texts.Number(last.Services[Hop.Edge].InFlight),5} in flight");
        lines.AddRange(Colour(cell, BarChart.Lines(edge, Math.Max(pile, cell.Plan.EdgeSlots), 1), bucket, "blue"));
        return new Panel(new Markup(string.Join('\n', lines))) { Header = new PanelHeader($" {cell.Key} "), Width = Columns + 4 };
    }

    private static IEnumerable<string> Colour(CellState state, IReadOnlyList<string> chart, TimeSpan bucket, string normal)
    {
        var from = Column(state.Times.FaultFrom);
        var until = Column(state.Times.FaultUntil);
        return chart.Select(line =>
            $"[{normal}]{Part(line, 0, from)}[/][red]{Part(line, from, until)}[/][{normal}]{Part(line, until, Columns)}[/]");

        int Column(TimeSpan moment) => (int)Math.Round((moment - state.Start) / bucket);
    }

    private static string Part(string line, int from, int until) =>
        line[Math.Min(from, line.Length)..Math.Min(Math.Max(from, until), line.Length)];
}
