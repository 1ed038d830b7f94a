namespace Plumbline.Measure;

/// <summary>What the one call costs that finds the thread parked.</summary>
internal sealed class FirstPushQuestion : IQuestion
{
    public string Name => "first-push";

    public string Title => "What does the first deadline cost after nothing was armed for a while?";

    public string Method =>
        "The thread parks after some fifty milliseconds without arrivals. After 150 ms of rest one `WithTimeout` is timed, which has to wake it, " +
        "and the next one at once after that, which has not.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        for (int i = 0; i < 200_000; i++)
        {
            using var cancel = Context.Background.WithTimeout(TimeSpan.FromHours(1), out _);
        }

        int count = profile.Count(40);
        var first = new double[count];
        var second = new double[count];
        for (int i = -5; i < count; i++)
        {
            Rest.ForMilliseconds(150);
            double atRest = TimeOne();
            double awake = TimeOne();

            // The first few wake code that was never run before.
            if (i >= 0)
            {
                first[i] = atRest;
                second[i] = awake;
            }
        }

        return [ToFinding("the first push after parking", first, Aim.Reported), ToFinding("the push after that", second, aim: null)];
    }

    private static double TimeOne()
    {
        long start = TimeProvider.System.GetTimestamp();
        CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out _);
        double microseconds = TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
        scope.Dispose();
        return microseconds;
    }

    private static Finding ToFinding(string what, double[] microseconds, Aim? aim)
    {
        var found = new Distribution(microseconds);
        return new Finding(what, found.Median, $"{found.Median:0.0} µs", aim, $"lowest {found.Lowest:0.0} µs, highest {found.Highest:0.0} µs; {found.Count}");
    }
}
