using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>What a click costs the services together while all is well: between the warm-up and the fault.</summary>
/// <param name="ProcessorTime">Processor time a click.</param>
/// <param name="AllocatedBytes">Bytes allocated a click.</param>
internal sealed record HealthyCost(TimeSpan ProcessorTime, double AllocatedBytes)
{
    /// <summary>Computes it; null when there are not two samples and a click in that phase.</summary>
    public static HealthyCost? From(RunData run)
    {
        var samples = run.Samples.Where(sample => run.Times.At(sample.Moment) == Phase.Before).ToArray();
        if (samples.Length < 2)
        {
            return null;
        }

        var (first, last) = (samples[0], samples[^1]);
        var clicks = last.Crowd.Clicks - first.Crowd.Clicks;
        return clicks <= 0 ? null : new HealthyCost(
            TimeSpan.FromSeconds(Growth(static vitals => vitals.CpuSeconds) / clicks),
            Growth(static vitals => vitals.Allocated) / clicks);

        double Growth(Func<Vitals, double> counter) => last.Services.Keys
            .Where(first.Services.ContainsKey)
            .Sum(hop => counter(last.Services[hop].Vitals) - counter(first.Services[hop].Vitals));
    }
}
