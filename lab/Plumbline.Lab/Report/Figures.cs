using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>All rows of the tables, in order.</summary>
internal static class Figures
{
    /// <summary>Those of the short tables: the terminal's and the document's.</summary>
    public static readonly IReadOnlyList<string> Short =
    [
        "home-fault", "home-p99-before", "home-p99-fault", "report-fault", "report-after", "recovery", "starts-nobody-share", "starts-long-after",
        "busy-nobody-share", "calls-per-intent", "edge-peak", "mid-peak", "upstream-peak-waiting", "upstream-stop-p99",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        .. Enum.GetValues<Page>().SelectMany(OfPage),
        .. OfRecovery(),
        .. OfNobody(),
        .. Enum.GetValues<Hop>().SelectMany(OfHop),
        .. Enum.GetValues<Hop>().SelectMany(Held),
        .. OfRun(),
    ];

    /// <summary>The figure called so.</summary>
    public static Figure Named(string id) => All.Single(figure => figure.Id == id);

    private static IEnumerable<Figure> OfPage(Page page)
    {
        var (path, id) = (page.Path(), page.ToString().ToLowerInvariant());
        foreach (var phase in CellResult.Phases)
        {
            yield return new($"{id}-{phase.Name()}", $"People who want {path}", $"goodput {When(phase)}, of fault-free", Texts.Percent1, cell => cell.Of(page, phase).ShareOfFaultFree)
            {
                Better = Preference.More,
            };
        }

        foreach (var phase in CellResult.Phases)
        {
            yield return new($"{id}-first-{phase.Name()}", $"People who want {path}", $"answered at the first click {When(phase)}", Texts.Percent1, cell => cell.Of(page, phase).FirstClickShare)
            {
                Better = Preference.More,
            };
        }

        foreach (var (name, enough, quantile) in new (string, int, Func<PageFigures, TimeSpan?>)[]
        {
            ("p50", 2, static figures => figures.P50), ("p99", 100, static figures => figures.P99), ("p99.9", 1000, static figures => figures.P999),
        })
        {
            foreach (var phase in CellResult.Phases)
            {
                yield return new($"{id}-{name}-{phase.Name()}", $"People who want {path}", $"{name} of the answers {When(phase)}", Texts.Latency, cell => quantile(cell.Of(page, phase))?.TotalSeconds)
                {
                    Answers = cell => cell.Of(page, phase).Answered,
                    Enough = enough,
                };
            }
        }
    }

    private static IEnumerable<Figure> OfRecovery()
    {
        yield return new("recovery", "After the fault", "normal again after", Texts.Seconds, static cell => cell.Recovery.Time?.TotalSeconds) { None = "never" };
        yield return new("clicks-per-person", "After the fault", "clicks for each person", Texts.Ratio, static cell => cell.ClicksPerPerson);
        yield return new("calls-per-intent", "After the fault", "upstream calls for each /report wanted", Texts.Ratio, static cell => cell.CallsPerIntent);
    }

    private static IEnumerable<Figure> OfNobody()
    {
        const string Group = "Work for nobody, in the upstream";
        yield return new("starts", Group, "items started", Texts.Count, static cell => cell.Upstream.Started) { Better = Preference.Neither };
        yield return new("starts-nobody", Group, "started after the person left", Texts.Count, static cell => cell.Upstream.StartedForNobody);
        yield return new("starts-nobody-share", Group, "starts after the person left, of all", Texts.Percent1, static cell => cell.Upstream.StartedForNobodyShare);
        yield return new("starts-long-after", Group, "started more than 5 ms after", Texts.Count, static cell => cell.Upstream.StartedLongAfter);
        yield return new("busy", Group, "worker time", Texts.Seconds, static cell => cell.Upstream.Busy.TotalSeconds) { Better = Preference.Neither };
        yield return new("busy-nobody", Group, "worker time after the person left", Texts.Seconds, static cell => cell.Upstream.BusyForNobody.TotalSeconds);
        yield return new("busy-nobody-share", Group, "worker time after the person left, of all", Texts.Percent1, static cell => cell.Upstream.BusyForNobodyShare);
    }

    private static IEnumerable<Figure> OfHop(Hop hop)
    {
        var id = hop.ToString().ToLowerInvariant();
        var group = $"Requests in {hop.Name()}";
        yield return new($"{id}-peak", group, "in flight, peak", Texts.Count, cell => cell.Hops[hop].InFlight.Peak);
        yield return new($"{id}-before", group, "in flight before, mean", Texts.Tenths, cell => cell.Hops[hop].InFlight.Before);
        yield return new($"{id}-fault", group, "in flight in the fault, mean", Texts.Tenths, cell => cell.Hops[hop].InFlight.Fault);
        yield return new($"{id}-after", group, "in flight after, mean", Texts.Tenths, cell => cell.Hops[hop].InFlight.After);
        yield return new($"{id}-peak-waiting", group, "waiting for a turn, peak", Texts.Count, cell => cell.Hops[hop].Waiting.Peak);
        yield return new($"{id}-fault-waiting", group, "waiting in the fault, mean", Texts.Tenths, cell => cell.Hops[hop].Waiting.Fault);
        yield return new($"{id}-stop-p50", group, "person left to request gone, p50", Texts.Latency, cell => cell.Hops[hop].StopP50?.TotalSeconds) { NoneIsNothing = true };
        yield return new($"{id}-stop-p99", group, "person left to request gone, p99", Texts.Latency, cell => cell.Hops[hop].StopP99?.TotalSeconds) { NoneIsNothing = true };
        yield return new($"{id}-never-stopped", group, "still there at the end", Texts.Count, cell => cell.Hops[hop].NeverStopped);
    }

    private static IEnumerable<Figure> Held(Hop hop)
    {
        foreach (var (name, format, of) in new (string, Func<double, string>, Func<Vitals, double>)[]
        {
            ("memory", Texts.Bytes, static vitals => vitals.WorkingSet),
            ("managed heap", Texts.Bytes, static vitals => vitals.GcHeap),
            ("pool threads", Texts.Count, static vitals => vitals.Threads),
            ("live timers", Texts.Count, static vitals => vitals.Timers),
            ("connections", Texts.Count, static vitals => vitals.Sockets),
            ("registrations", Texts.Count, static vitals => vitals.Registrations),
        })
        {
            var id = $"{hop.ToString().ToLowerInvariant()}-{name.Replace(' ', '-')}";
            var group = $"Held by {hop.Name()}";
            yield return new($"{id}-start", group, $"{name}, start", format, Read(static vitals => vitals.Start)) { Better = Preference.Neither };
            yield return new($"{id}-peak", group, $"{name}, peak", format, Read(static vitals => vitals.Peak));
            yield return new($"{id}-end", group, $"{name}, end", format, Read(static vitals => vitals.End));

            Func<CellResult, double?> Read(Func<VitalsFigures, Vitals> when) =>
                cell => cell.Vitals.TryGetValue(hop, out var vitals) ? of(when(vitals)) : null;
        }
    }

    private static IEnumerable<Figure> OfRun()
    {
        yield return new("healthy-cpu", "Cost while all is well", "processor time a click, all services", Texts.Latency, static cell => cell.Healthy?.ProcessorTime.TotalSeconds);
        yield return new("healthy-bytes", "Cost while all is well", "bytes allocated a click, all services", Texts.Bytes, static cell => cell.Healthy?.AllocatedBytes);
        yield return new("send-lateness", "The run itself", "clicks sent late, p99", Texts.Latency, static cell => cell.SendLateness.TotalSeconds) { Better = Preference.Neither };
        yield return new("heartbeat", "The run itself", "heartbeat late, p99", Texts.Latency, static cell => cell.HeartbeatLateness.TotalSeconds) { Better = Preference.Neither };
    }

    private static string When(Phase phase) => phase switch
    {
        Phase.Before => "before the fault",
        Phase.Fault => "in the fault",
        _ => "after the fault",
    };
}
