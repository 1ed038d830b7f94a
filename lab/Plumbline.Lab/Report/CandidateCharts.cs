using System.Globalization;
using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>The charts of one candidate under one fault. All candidates' have the same axes, to be laid side by side.</summary>
internal sealed class CandidateCharts
{
    private const int Width = 340;
    private const int Height = 150;
    private const double Full = 100;
    private const double GoodputTop = 135;

    private readonly Summary _summary;
    private readonly IReadOnlyList<Summary> _others;
    private readonly string _colour;
    private readonly bool _dashed;
    private readonly PhaseTimes _times;

    /// <summary>Prepares them.</summary>
    /// <param name="summary">The candidate.</param>
    /// <param name="others">All candidates under this fault, for the common axes.</param>
    public CandidateCharts(Summary summary, IReadOnlyList<Summary> others)
    {
        (_summary, _others) = (summary, others);
        _colour = Palette.KeyOf(summary.Candidate);
        _dashed = summary.Candidate.EndsWith('-');
        _times = summary.Cells[0].Times;
    }

    /// <summary>Answers in time, as a share of the people who came in the same second.</summary>
    public Chart Goodput(Page page)
    {
        var series = Series.Of(_summary.Cells, seconds => page == Page.Home
            ? Share(seconds.Sum(static second => second.Home), seconds.Sum(static second => second.HomePeople))
            : Share(seconds.Sum(static second => second.Report), seconds.Sum(static second => second.ReportPeople)));
        return Draw(Empty(0, GoodputTop).Mark(0, "0").Mark(Full / 2, "50 %").Mark(Full, "100 %"), series, filled: true);
    }

    /// <summary>The upstream's workers: all that are busy in grey, those who work for nobody in colour.</summary>
    public Chart Nobody()
    {
        var workers = _summary.Cells[0].Plan.UpstreamWorkers;
        var busy = Series.Of(_summary.Cells, static seconds => seconds.Average(static second => second.WorkersBusy));
        var nobody = Series.Of(_summary.Cells, static seconds => seconds.Average(static second => second.WorkersForNobody));
        var chart = Empty(0, workers * 1.2).Mark(0, "0").Mark(workers, workers.ToString(CultureInfo.InvariantCulture));
        return chart
            .Area(busy.Xs, [.. busy.Middle.Select(static value => value ?? 0)], Palette.Ink.Quiet, 0.35)
            .Area(nobody.Xs, [.. nobody.Middle.Select(static value => value ?? 0)], _colour, 0.9);
    }

    /// <summary>Requests in flight at the edge, and at the upstream as a thin line; the axis is logarithmic.</summary>
    public Chart InFlight()
    {
        var most = _others.SelectMany(static other => other.Cells).SelectMany(static cell => cell.Course)
            .Max(static second => Math.Max(second.EdgeInFlight ?? 0, second.UpstreamInFlight ?? 0));
        var chart = Empty(0, Math.Max(1, Math.Log10(Math.Max(1, most)) * 1.08));
        for (var power = 0; Math.Pow(10, power) <= Math.Max(10, most); power++)
        {
            chart.Mark(power, power < 4 ? Math.Pow(10, power).ToString("0", CultureInfo.InvariantCulture) : $"{Math.Pow(10, power - 3):0}k");
        }

        var upstream = Series.Of(_summary.Cells, static seconds => Log(seconds.Max(static second => second.UpstreamInFlight)));
        var edge = Series.Of(_summary.Cells, static seconds => Log(seconds.Max(static second => second.EdgeInFlight)));
        return Draw(chart, edge, filled: false).Line(upstream.Xs, upstream.Middle, _colour, 1);

        static double? Log(int? value) => value is { } known ? Math.Log10(Math.Max(1, known)) : null;
    }

    /// <summary>What answers of <c>/home</c> took: half of them, and the slowest as a thin line; the axis is logarithmic.</summary>
    public Chart Latency()
    {
        var half = Series.Of(_summary.Cells, static seconds => Log(seconds.Select(static second => second.HomeP50).Max()));
        var worst = Series.Of(_summary.Cells, static seconds => Log(seconds.Select(static second => second.HomeWorst).Max()));
        var chart = Empty(0, 4.1).Mark(0, "1 ms").Mark(1, "10 ms").Mark(2, "0.1 s").Mark(3, "1 s").Mark(4, "10 s");
        return Draw(chart, half, filled: false).Line(worst.Xs, worst.Middle, _colour, 1);

        static double? Log(TimeSpan? span) => span is { } known ? Math.Log10(Math.Max(1, known.TotalMilliseconds)) : null;
    }

    private static double? Share(int part, int whole) => whole == 0 ? null : Full * part / whole;

    private Chart Empty(double low, double high)
    {
        var (from, until) = ((_times.Measured - _times.FaultFrom).TotalSeconds, (_times.End - _times.FaultFrom).TotalSeconds);
        var fault = (_times.FaultUntil - _times.FaultFrom).TotalSeconds;
        return new Chart(Width, Height, from, until, low, high)
            .Shade(0, fault, "fault")
            .Time(0, "0")
            .Time(fault, Math.Round(fault).ToString("0", CultureInfo.InvariantCulture) + " s")
            .Time(until, Math.Round(until).ToString("0", CultureInfo.InvariantCulture) + " s");
    }

    private Chart Draw(Chart chart, Series series, bool filled)
    {
        if (filled)
        {
            chart.Area(series.Xs, [.. series.Middle.Select(static value => value ?? 0)], _colour, 0.16);
        }

        if (_summary.Cells.Count > 1)
        {
            chart.Band(series.Xs, series.Low, series.High, _colour, 0.25);
        }

        return chart.Line(series.Xs, series.Middle, _colour, 2, _dashed);
    }
}
