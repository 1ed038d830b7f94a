namespace Plumbline.Measure;

/// <summary>Measures what a second thread adds.</summary>
/// <param name="one">One thread.</param>
/// <param name="two">Two threads.</param>
/// <param name="profile">How long.</param>
internal sealed class Scaling(Crew one, Crew two, Profile profile)
{
    internal Finding Measure(string what, Action batch, Aim? aim = null, bool isDerivation = true)
    {
        int batches = 1;
        for (int turn = 0; turn < profile.WarmUpTurns; turn++)
        {
            double milliseconds = Time(one, batch, batches);
            batches = (int)Math.Clamp(batches * profile.SampleMilliseconds / milliseconds, 1, 10_000_000);
            Time(two, batch, batches);
            Rest.ForMilliseconds(150);
        }

        var gains = new double[profile.Rounds];
        var alone = new double[profile.Rounds];
        for (int round = 0; round < profile.Rounds; round++)
        {
            alone[round] = Time(one, batch, batches);
            gains[round] = two.Size * alone[round] / Time(two, batch, batches);
        }

        var gain = new Distribution(gains);
        double nanoseconds = new Distribution(alone).Median * 1_000_000 / ((double)batches * DeriveBatches.Operations);
        return new Finding(
            what, gain.Median, $"{gain.Median:0.00} ({gain.Lowest:0.00}–{gain.Highest:0.00})", aim, isDerivation ? $"{nanoseconds:0.#} ns each on one thread" : "");
    }

    private static double Time(Crew crew, Action batch, int batches)
    {
        GC.Collect();
        return crew.Run(_ =>
        {
            for (int i = 0; i < batches; i++)
            {
                batch();
            }
        }).TotalMilliseconds;
    }
}
