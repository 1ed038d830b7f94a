namespace Plumbline.Measure;

/// <summary>Two contestants measured in turn, so that what disturbs the machine disturbs both.</summary>
/// <param name="What">The row.</param>
/// <param name="Ours">The first one.</param>
/// <param name="Other">What it is divided by.</param>
/// <param name="Aim">For the ratio.</param>
/// <param name="Bytes">For our bytes, where those have an aim of their own.</param>
internal sealed record Duel(string What, Contestant Ours, Contestant Other, Aim? Aim = null, Aim? Bytes = null)
{
    // The compiler looks for hot methods a tenth of a second after the last new one.
    private const int CompilerMilliseconds = 150;

    internal IEnumerable<Finding> Fight(Profile profile)
    {
        int ourBatches = WarmUp(Ours, profile);
        int otherBatches = WarmUp(Other, profile);
        var ours = new double[profile.Rounds];
        var others = new double[profile.Rounds];
        for (int round = 0; round < profile.Rounds; round++)
        {
            // Who comes first changes: a machine that gets slower and slower favours neither.
            if (round % 2 == 0)
            {
                ours[round] = Sample(Ours, ourBatches);
                others[round] = Sample(Other, otherBatches);
            }
            else
            {
                others[round] = Sample(Other, otherBatches);
                ours[round] = Sample(Ours, ourBatches);
            }
        }

        var ratios = new Distribution(ours.Zip(others, static (our, other) => our / other));
        double ourBytes = Ours.Bytes();
        yield return new Finding(
            $"{What}, vs {Other.Name}",
            ratios.Median,
            $"{ratios.Median:0.00} ({ratios.Lowest:0.00}–{ratios.Highest:0.00})",
            Aim,
            $"{new Distribution(ours).Median:0.#} ns, {ourBytes:0.#} B against {new Distribution(others).Median:0.#} ns, {Other.Bytes():0.#} B");
        if (Bytes is not null)
        {
            yield return new Finding($"{What}: bytes", ourBytes, $"{ourBytes:0.#} B", Bytes);
        }
    }

    /// <summary>Runs until the code is compiled for good.</summary>
    /// <returns>How many batches fill a sample.</returns>
    private static int WarmUp(Contestant contestant, Profile profile)
    {
        double nanoseconds = contestant.Time(1);
        for (int turn = 0; turn < profile.WarmUpTurns; turn++)
        {
            nanoseconds = contestant.Time(BatchesIn(profile.SampleMilliseconds, nanoseconds, contestant.Operations));
            Rest.ForMilliseconds(CompilerMilliseconds);
        }

        return BatchesIn(profile.SampleMilliseconds, nanoseconds, contestant.Operations);
    }

    private static int BatchesIn(int milliseconds, double nanosecondsEach, int operations) =>
        (int)Math.Clamp(milliseconds * 1_000_000.0 / (nanosecondsEach * operations), 1, 10_000_000);

    private static double Sample(Contestant contestant, int batches)
    {
        // Each starts with the same heap, and pays for its own garbage only.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return contestant.Time(batches);
    }
}
