using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>How many there were at once of something, from the samples.</summary>
/// <param name="Peak">The most at any moment of the run, also between two samples.</param>
/// <param name="Before">On average before the fault.</param>
/// <param name="Fault">On average during the fault.</param>
/// <param name="After">On average after the fault.</param>
internal sealed record Level(int Peak, double Before, double Fault, double After)
{
    /// <summary>Computes it for one tier.</summary>
    /// <param name="samples">In order of time.</param>
    /// <param name="times">The phases.</param>
    /// <param name="hop">The tier.</param>
    /// <param name="now">How many there are.</param>
    /// <param name="peak">How many there ever were.</param>
    public static Level Of(
        IReadOnlyList<Sample> samples, PhaseTimes times, Hop hop, Func<ServiceCounters, int> now, Func<ServiceCounters, int> peak)
    {
        var levels = samples
            .Where(sample => sample.Services.ContainsKey(hop))
            .Select(sample => (Phase: times.At(sample.Moment), Counters: sample.Services[hop]))
            .ToArray();
        return new Level(
            levels.Select(level => peak(level.Counters)).DefaultIfEmpty().Max(), Mean(Phase.Before), Mean(Phase.Fault), Mean(Phase.After));

        double Mean(Phase phase) =>
            levels.Where(level => level.Phase == phase).Select(level => (double)now(level.Counters)).DefaultIfEmpty().Average();
    }
}
