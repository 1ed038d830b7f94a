using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Spectre.Console;

namespace Plumbline.Lab.Report;

/// <summary>One run as a few lines of a terminal, in Spectre's markup.</summary>
internal static class CellPicture
{
    private const int LeastColumns = 20;
    private const int MostColumns = 60;

    /// <summary>What stands left and right of a chart.</summary>
    private const int Around = 38;

    /// <summary>Draws it.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Lines that there are for it: it takes one, two or four.</param>
    public static string Draw(CellState cell, int width, int height)
    {
        var columns = Math.Clamp(width - Around, LeastColumns, MostColumns);
        var colour = $"#{Palette.Dark(cell.Key.Candidate)}";
        var wanted = cell.Plan.PeoplePerSecond * (1 - cell.Plan.ReportShare);
        var home = $"/home   {Bars(cell, static sample => sample.Crowd.HomeAnswered, wanted, columns, colour)} {Rate(cell, static sample => sample.Crowd.HomeAnswered)}";
        var name = $"[bold {colour}]{cell.Key.Candidate,-3}[/]";
        if (height < 2)
        {
            return $"{name}{home}";
        }

        var title = $"{name} {Markup.Escape(Candidates.Short(cell.Key.Candidate))}  [grey]{Markup.Escape(cell.Key.Fault)}, seed {cell.Key.Seed}: {Now(cell)}[/]";
        if (height < 4)
        {
            return $"{title}\n   {home}";
        }

        var report = $"/report {Bars(cell, static sample => sample.Crowd.ReportAnswered, cell.Plan.PeoplePerSecond * cell.Plan.ReportShare, columns, colour)} {Rate(cell, static sample => sample.Crowd.ReportAnswered)}";
        var edge = $"in edge {Piles(cell, columns)} {InFlight(cell)}";
        return $"{title}\n   {home}\n   {report}\n   {edge}";
    }

    /// <summary>What is going on.</summary>
    private static string Now(CellState cell)
    {
        var times = cell.Times;
        return times.At(cell.Now) switch
        {
            Phase.WarmUp => "warming up",
            Phase.Before => "all is well",
            Phase.Fault => $"[red]the fault is on for another {Texts.Seconds(times.FaultUntil - cell.Now)}[/]",
            Phase.After => $"the fault is over, {Texts.Seconds(times.End - cell.Now)} left",
            _ => cell.IsOver ? "over" : "the last people are leaving",
        };
    }

    private static string Bars(CellState cell, Func<Sample, double> counter, double wanted, int columns, string colour)
    {
        const double Room = 1.25;
        var rates = Timeline.Rates(cell.Samples, cell.Start, cell.Plan.Length / columns, counter);
        return Shaded(cell, BarChart.Lines(rates, wanted * Room, height: 1)[0], columns, colour);
    }

    private static string Piles(CellState cell, int columns)
    {
        var levels = Timeline.Levels(cell.Samples, cell.Start, cell.Plan.Length / columns, Edge);
        return Shaded(cell, BarChart.Lines(levels, Math.Max(cell.Plan.EdgeSlots, levels.DefaultIfEmpty().Max()), height: 1)[0], columns, "grey");
    }

    private static string Rate(CellState cell, Func<Sample, double> counter) =>
        $"{Texts.Number(Timeline.Last(Timeline.Rates(cell.Samples, cell.Start, TimeSpan.FromSeconds(1), counter))),5}/s";

    private static string InFlight(CellState cell) => cell.Samples is [.., { } last]
        ? $"{Texts.Number(Edge(last)),5}, upstream {Texts.Number(In(last, Hop.Upstream))}"
        : string.Empty;

    private static double Edge(Sample sample) => In(sample, Hop.Edge);

    private static int In(Sample sample, Hop hop) => sample.Services.TryGetValue(hop, out var counters) ? counters.InFlight : 0;

    /// <summary>The ground of the fault is seen from the beginning.</summary>
    private static string Shaded(CellState cell, string line, int columns, string colour)
    {
        var padded = line.Length > columns ? line[..columns] : line.PadRight(columns);
        var from = Column(cell.Times.FaultFrom);
        var until = Math.Max(from, Column(cell.Times.FaultUntil));
        return $"[{colour}]{padded[..from]}[/][{colour} on #5a2020]{padded[from..until]}[/][{colour}]{padded[until..]}[/]";

        int Column(TimeSpan moment) => Math.Clamp((int)Math.Round((moment - cell.Start) / cell.Plan.Length * columns), 0, columns);
    }
}
