namespace Plumbline.Lab.Measure;

/// <summary>What one tier held: warm and idle at the start, at most during the run, and after it had settled.</summary>
/// <param name="Start">Before the first click.</param>
/// <param name="Peak">The most of each at any sample; not all at the same moment.</param>
/// <param name="End">After everyone had left.</param>
internal sealed record VitalsFigures(Vitals Start, Vitals Peak, Vitals End)
{
    /// <summary>Computes them for one tier; null when nothing was read.</summary>
    public static VitalsFigures? From(RunData run, Hop hop) =>
        run.VitalsAtStart.TryGetValue(hop, out var start) && run.VitalsAtEnd.TryGetValue(hop, out var end)
            ? new VitalsFigures(
                start,
                run.Samples
                    .Where(sample => sample.Services.ContainsKey(hop))
                    .Select(sample => sample.Services[hop].Vitals)
                    .Aggregate(start, Most),
                end)
            : null;

    private static Vitals Most(Vitals a, Vitals b) => new(
        Math.Max(a.WorkingSet, b.WorkingSet),
        Math.Max(a.GcHeap, b.GcHeap),
        Math.Max(a.Allocated, b.Allocated),
        Math.Max(a.Threads, b.Threads),
        Math.Max(a.Timers, b.Timers),
        Math.Max(a.Sockets, b.Sockets),
        Math.Max(a.Registrations, b.Registrations),
        Math.Max(a.CpuSeconds, b.CpuSeconds));
}
