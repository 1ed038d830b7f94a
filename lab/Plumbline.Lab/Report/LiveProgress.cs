using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Plumbline.Lab.Report;

/// <summary>Progress as a picture that is redrawn in the terminal: the two runs side by side, or one above the other.</summary>
internal sealed class LiveProgress(LiveDisplayContext display, IAnsiConsole console) : IProgressView
{
    /// <summary>Columns of a chart: the whole run fits.</summary>
    private const int Columns = 52;

    /// <summary>From this width of the terminal on, the runs stand side by side.</summary>
    private const int WideFrom = 2 * (Columns + 6);

    public void Say(string what) => display.UpdateTarget(new Text(what));

    public void Update(ExperimentState state)
    {
        var wide = console.Profile.Width >= WideFrom;
        var panels = state.Samples.Select(pair => Draw(state, pair.Key, pair.Value, wide ? 3 : 1)).ToArray();
        display.UpdateTarget(new Rows(
            Header(state),
            wide ? SideBySide(panels) : new Rows(panels),
            new Markup("[grey]goodput: answers that arrived before the person left; the fault is red[/]")));
    }

    private static Grid SideBySide(IRenderable[] panels)
    {
        var grid = new Grid();
        foreach (var _ in panels)
        {
            grid.AddColumn(new GridColumn().NoWrap().Padding(0, 0, 1, 0));
        }

        return grid.AddRow(panels);
    }

    private static Markup Header(ExperimentState state)
    {
        var times = state.Times;
        var elapsed = $"{Texts.Seconds(state.Now - state.Start),7} of {Texts.Seconds(state.Plan.Length)}   ";
        var left = times.FaultUntil - state.Now;
        var what = times.At(state.Now) switch
        {
            Phase.WarmUp => "warming up",
            Phase.Before => "[green]all is well[/]",
            Phase.Fault => $"[red]the upstream takes {state.Plan.SlowWork.TotalSeconds} s an item, for another {Texts.Seconds(left)}[/]",
            Phase.After => "[green]the upstream is fast again[/]",
            _ => state.IsOver ? "over" : "the last people are leaving",
        };
        return new Markup(elapsed + what);
    }

    private static Panel Draw(ExperimentState state, Variant variant, IReadOnlyList<Sample> samples, int height)
    {
        var bucket = state.Plan.Length / Columns;
        var wanted = state.Plan.PeoplePerSecond / 2;
        var home = Timeline.Rates(samples, state.Start, bucket, static sample => sample.Crowd.HomeAnswered);
        var report = Timeline.Rates(samples, state.Start, bucket, static sample => sample.Crowd.ReportAnswered);
        var edge = Timeline.Levels(samples, state.Start, bucket, static sample => sample.Edge.InFlight);

        // One scale for all runs, or the pile of one would look like the handful of the other.
        var pile = state.Samples.Values.SelectMany(static run => run).Max(static sample => sample.Edge.InFlight);
        var last = samples[^1];
        var lines = new List<string>
        {
            $"/home     goodput {Texts.Number(Timeline.Last(home)),5}/s",
        };
        lines.AddRange(Colour(state, BarChart.Lines(home, wanted * 1.25, height), bucket, "green"));
        lines.Add($"/report   goodput {Texts.Number(Timeline.Last(report)),5}/s");
        lines.AddRange(Colour(state, BarChart.Lines(report, wanted * 1.25, height), bucket, "green"));
        lines.Add($"edge      {Texts.Number(last.Edge.InFlight),5} in flight, {Texts.Number(last.Edge.Waiting)} of them waiting");
        lines.AddRange(Colour(state, BarChart.Lines(edge, Math.Max(pile, state.Plan.EdgeSlots), height), bucket, "blue"));
        lines.Add($"upstream  {Texts.Number(last.Upstream.InFlight),5} in flight, {last.Upstream.Busy} of {state.Plan.UpstreamWorkers} workers busy");
        return new Panel(new Markup(string.Join('\n', lines)))
        {
            Header = new PanelHeader($" {variant.Name()} "),
            Width = Columns + 4,
            BorderStyle = new Style(variant == Variant.With ? Color.Green : Color.Yellow),
        };
    }

    private static IEnumerable<string> Colour(ExperimentState state, IReadOnlyList<string> chart, TimeSpan bucket, string normal)
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
