using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>Turns samples of counters into evenly spaced values.</summary>
internal static class Timeline
{
    /// <summary>What a cumulative counter grew by a second, for each whole bucket that the samples cover.</summary>
    /// <param name="samples">In order of time.</param>
    /// <param name="start">Where the first bucket begins.</param>
    /// <param name="bucket">Length of a bucket; more than zero.</param>
    /// <param name="counter">A counter that only grows, 0 at the start.</param>
    public static IReadOnlyList<double> Rates(
        IReadOnlyList<Sample> samples, TimeSpan start, TimeSpan bucket, Func<Sample, double> counter)
    {
        var rates = new List<double>();
        var before = 0.0;
        for (var end = start + bucket; samples.Count > 0 && end <= samples[^1].Moment; end += bucket)
        {
            var now = At(samples, end, start, counter);
            rates.Add((now - before) / bucket.TotalSeconds);
            before = now;
        }

        return rates;
    }

    /// <summary>The value of a gauge at the end of each whole bucket that the samples cover.</summary>
    /// <param name="samples">In order of time.</param>
    /// <param name="start">Where the first bucket begins.</param>
    /// <param name="bucket">Length of a bucket; more than zero.</param>
    /// <param name="gauge">The gauge, 0 at the start.</param>
    public static IReadOnlyList<double> Levels(
        IReadOnlyList<Sample> samples, TimeSpan start, TimeSpan bucket, Func<Sample, double> gauge)
    {
        var levels = new List<double>();
        for (var end = start + bucket; samples.Count > 0 && end <= samples[^1].Moment; end += bucket)
        {
            levels.Add(At(samples, end, start, gauge));
        }

        return levels;
    }

    /// <summary>The newest value, 0 when there is none yet.</summary>
    public static double Last(IReadOnlyList<double> values) => values.Count == 0 ? 0 : values[^1];

    /// <summary>Between two samples the value is taken to change evenly.</summary>
    private static double At(IReadOnlyList<Sample> samples, TimeSpan moment, TimeSpan start, Func<Sample, double> value)
    {
        var (lastMoment, last) = (start, 0.0);
        foreach (var sample in samples)
        {
            if (sample.Moment >= moment)
            {
                var share = sample.Moment == lastMoment ? 1 : (moment - lastMoment) / (sample.Moment - lastMoment);
                return last + ((value(sample) - last) * share);
            }

            (lastMoment, last) = (sample.Moment, value(sample));
        }

        return last;
    }
}
