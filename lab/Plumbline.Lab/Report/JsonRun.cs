using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary><see cref="RunFigures"/> in JSON, with the run's course second by second.</summary>
internal sealed record JsonRun
{
    /// <summary>From the start of the warm-up, which was at 0.</summary>
    public required double FaultFromSeconds { get; init; }

    public required double FaultUntilSeconds { get; init; }

    public required double EndSeconds { get; init; }

    public required IReadOnlyList<JsonPage> Pages { get; init; }

    public required int UpstreamCalls { get; init; }

    public required int UpstreamStarted { get; init; }

    public required int UpstreamStartedForNobody { get; init; }

    public required int UpstreamFinished { get; init; }

    public required int UpstreamFinishedForNobody { get; init; }

    public required double UpstreamWorkerSeconds { get; init; }

    public required double UpstreamWorkerSecondsForNobody { get; init; }

    public required int PeakInFlightEdge { get; init; }

    public required int PeakInFlightUpstream { get; init; }

    public required double ClicksPerPerson { get; init; }

    /// <summary>Null: not within the run.</summary>
    public required double? RecoverySeconds { get; init; }

    public required double SendLatenessP99Seconds { get; init; }

    /// <summary>Processor seconds by process.</summary>
    public required IReadOnlyDictionary<string, double> ProcessorSeconds { get; init; }

    /// <summary>Clicks by how they ended and with which status.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    public required IReadOnlyList<JsonMoment> Course { get; init; }

    /// <summary>Builds it.</summary>
    public static JsonRun From(RunData run, RunFigures figures) => new()
    {
        FaultFromSeconds = (run.Times.FaultFrom - run.Times.Start).TotalSeconds,
        FaultUntilSeconds = (run.Times.FaultUntil - run.Times.Start).TotalSeconds,
        EndSeconds = (run.Times.End - run.Times.Start).TotalSeconds,
        Pages = [.. figures.Pages.Select(static pair => JsonPage.From(pair.Key.Page, pair.Key.Phase, pair.Value))],
        UpstreamCalls = figures.Upstream.Calls,
        UpstreamStarted = figures.Upstream.Started,
        UpstreamStartedForNobody = figures.Upstream.StartedForNobody,
        UpstreamFinished = figures.Upstream.Finished,
        UpstreamFinishedForNobody = figures.Upstream.FinishedForNobody,
        UpstreamWorkerSeconds = figures.Upstream.WorkerTime.TotalSeconds,
        UpstreamWorkerSecondsForNobody = figures.Upstream.WorkerTimeForNobody.TotalSeconds,
        PeakInFlightEdge = figures.PeakEdge,
        PeakInFlightUpstream = figures.PeakUpstream,
        ClicksPerPerson = figures.ClicksPerPerson,
        RecoverySeconds = figures.Recovery?.TotalSeconds,
        SendLatenessP99Seconds = figures.SendLateness.TotalSeconds,
        ProcessorSeconds = run.ProcessorTime.ToDictionary(static pair => pair.Key, static pair => pair.Value.TotalSeconds),
        Outcomes = run.Clicks
            .CountBy(static click => click.Outcome == ClickOutcome.Failed ? $"Failed {click.Status}" : click.Outcome.ToString())
            .ToDictionary(),
        Course = SecondBySecond(run),
    };

    private static JsonMoment[] SecondBySecond(RunData run)
    {
        var second = TimeSpan.FromSeconds(1);
        var home = Timeline.Rates(run.Samples, run.Times.Start, second, static sample => sample.Crowd.HomeAnswered);
        var report = Timeline.Rates(run.Samples, run.Times.Start, second, static sample => sample.Crowd.ReportAnswered);
        var edge = Timeline.Levels(run.Samples, run.Times.Start, second, static sample => sample.Services[Hop.Edge].InFlight);
        var upstream = Timeline.Levels(run.Samples, run.Times.Start, second, static sample => sample.Services[Hop.Upstream].InFlight);
        return [.. home.Select((rate, index) => new JsonMoment(index, rate, report[index], edge[index], upstream[index]))];
    }
}
