namespace Plumbline.Measure;

/// <summary>Whether anything is ever early.</summary>
internal sealed class EarliestQuestion : IQuestion
{
    private const string What = "earliest firing of a deadline";

    public string Name => "earliest";

    public string Title => "Is a deadline ever early?";

    public string Method =>
        "The clock is read before the call that derives, and after the look that finds the deadline passed: less than the timeout between " +
        "the two is early for certain. Timeouts of random lengths are watched by a thread that does nothing else: the shortest ones one " +
        "after another, the others many at a time, armed over 20 ms and looked at in turn, every one within some ten microseconds. The " +
        "lowest of three ways to look: `IsDone`, a token that was taken, and `Remaining`, which asks the clock from the start.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int count = profile.Count(800);
        int atATime = profile.Count(150);
        Aim aim = Aim.AtLeast(0, null, "µs");
        TimeoutRange tiny = TimeoutRange.OfMilliseconds(0.05, 6);
        TimeoutRange below = TimeoutRange.OfMilliseconds(25, 255).For(profile);
        TimeoutRange above = TimeoutRange.OfMilliseconds(256, 1_500).For(profile);
        IAlarms[] single = Kinds(1);
        IAlarms[] many = Kinds(atATime);
        return
        [
            ToFinding(What, tiny, single, [.. single.Select(alarms => OneByOne(alarms, count, tiny))], aim),
            ToFinding(What, below, many, ManyAtATime(many, atATime, below, profile.Rounds), aim),
            ToFinding(What, above, many, ManyAtATime(many, atATime, above, profile.Rounds), aim),
            ToFinding($"{What}, BCL `CancelAfter`", tiny, [new TokenAlarms(1)], [OneByOne(new TokenAlarms(1), count, tiny)], aim: null),
        ];
    }

    private static IAlarms[] Kinds(int capacity) =>
    [
        new ContextAlarms("`IsDone`", capacity, static ctx => ctx.IsDone),
        new ContextTokenAlarms(capacity),
        new ContextAlarms("`Remaining`", capacity, static ctx => ctx.Remaining == TimeSpan.Zero),
    ];

    private static List<double> OneByOne(IAlarms alarms, int count, TimeoutRange timeouts)
    {
        var random = new Random(42);
        var lateness = new List<double>(count);
        for (int i = 0; i < count; i++)
        {
            TimeSpan timeout = timeouts.NextFor(alarms, random);
            long due = TimeProvider.System.GetTimestamp() + Watch.ToUnits(timeout);
            alarms.Arm(0, timeout);
            while (!alarms.HasRung(0))
            {
                Thread.SpinWait(1);
            }

            lateness.Add(Watch.ToMilliseconds(TimeProvider.System.GetTimestamp() - due));
            alarms.EndAll();
        }

        return lateness;
    }

    private static List<double>[] ManyAtATime(IAlarms[] kinds, int count, TimeoutRange timeouts, int rounds)
    {
        List<double>[] lateness = [.. kinds.Select(static _ => new List<double>())];
        var due = new long[count];
        for (int round = 0; round < rounds; round++)
        {
            for (int kind = 0; kind < kinds.Length; kind++)
            {
                Watch.ArmAll(kinds[kind], due, timeouts, round);
                Sweep(kinds[kind], due, lateness[kind]);
                kinds[kind].EndAll();
            }
        }

        return lateness;
    }

    /// <summary>Looks at all in turn until all have rung: in the order they pass, a late one would hide that the next was early.</summary>
    private static void Sweep(IAlarms alarms, long[] due, List<double> lateness)
    {
        int[] waiting = [.. Enumerable.Range(0, due.Length)];
        int left = waiting.Length;
        while (left > 0)
        {
            for (int i = left - 1; i >= 0; i--)
            {
                if (alarms.HasRung(waiting[i]))
                {
                    lateness.Add(Watch.ToMilliseconds(TimeProvider.System.GetTimestamp() - due[waiting[i]]));
                    waiting[i] = waiting[--left];
                }
            }
        }
    }

    private static Finding ToFinding(string what, TimeoutRange timeouts, IAlarms[] kinds, List<double>[] lateness, Aim? aim)
    {
        Distribution[] found = [.. lateness.Select(static milliseconds => new Distribution(milliseconds))];
        double lowest = found.Min(static kind => kind.Lowest) * 1000;
        string note = string.Join("; ", kinds.Zip(found, static (alarms, kind) =>
            $"{alarms.Name}: {kind.Lowest * 1000:0.##} µs, median {kind.Median:0.00} ms, max {kind.Highest:0.00} ms, of {kind.Count:N0}"));
        return new Finding($"{what}, timeouts {timeouts}", lowest, $"{lowest:0.##} µs", aim, note);
    }
}
