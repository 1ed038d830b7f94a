namespace Plumbline.Measure;

/// <summary>Whether anything is ever early.</summary>
internal sealed class EarliestQuestion : IQuestion
{
    public string Name => "earliest";

    public string Title => "Is a deadline ever early?";

    public string Method =>
        "One deadline after another, random between 0.05 and 6 ms, watched by a thread that does nothing else. The deadline is read " +
        "before it is armed and the clock after the look that finds it passed, so a negative number is an early one for certain.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        int count = profile.Count(800);
        Aim aim = Aim.AtLeast(0, null, "µs");
        return
        [
            Measure("earliest firing of a deadline", new ContextAlarms("`IsDone`", 1, static ctx => ctx.IsDone), count, aim),
            Measure("earliest firing of a deadline", new ContextTokenAlarms(1), count, aim),
            Measure("earliest firing of a deadline", new ContextAlarms("`Remaining`", 1, static ctx => ctx.Remaining == TimeSpan.Zero), count, aim),
            Measure("earliest firing of a deadline", new TokenAlarms(1), count, aim: null),
        ];
    }

    private static Finding Measure(string what, IAlarms alarms, int count, Aim? aim)
    {
#pragma warning disable CA5394 // Random points in time: no secret.
        var random = new Random(42);
        var lateness = new double[count];
        for (int i = 0; i < count; i++)
        {
            TimeSpan timeout = alarms.CountsMilliseconds
                ? TimeSpan.FromMilliseconds(random.Next(1, 7))
                : TimeSpan.FromMicroseconds(50 + (random.NextDouble() * 5_950));
#pragma warning restore CA5394
            long due = TimeProvider.System.GetTimestamp() + Watch.ToUnits(timeout);
            alarms.Arm(0, timeout);
            while (!alarms.HasRung(0))
            {
                Thread.SpinWait(1);
            }

            lateness[i] = Watch.ToMilliseconds(TimeProvider.System.GetTimestamp() - due) * 1000;
            alarms.EndAll();
        }

        var found = new Distribution(lateness);
        return new Finding($"{what}: {alarms.Name}", found.Lowest, $"{found.Lowest:0.##} µs", aim, $"median {found.Median / 1000:0.00} ms, max {found.Highest / 1000:0.00} ms; {count}");
    }
}
