namespace Plumbline.Measure;

/// <summary>Rounds of watching, and the row they make.</summary>
internal static class LatenessFindings
{
    private static readonly TimeoutRange _warmUp = TimeoutRange.OfMilliseconds(50, 60);

    /// <summary>Watches several kinds in turn, round by round.</summary>
    /// <param name="what">The row, of which the timeouts and the kind's name are the other half.</param>
    /// <param name="watch">Who watches.</param>
    /// <param name="kinds">What is watched, and the aim for the 99th percentile.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="count">How many deadlines in a round.</param>
    /// <param name="timeouts">Of which lengths.</param>
    internal static IEnumerable<Finding> Compare(
        string what, Watch watch, IReadOnlyList<(IAlarms Alarms, Aim? Aim)> kinds, int rounds, int count, TimeoutRange timeouts)
    {
        // Once for the compiler.
        foreach ((IAlarms alarms, _) in kinds)
        {
            watch.Run(alarms, Math.Min(count, 100), _warmUp, seed: 0);
        }

        var found = kinds.Select(static _ => new List<WatchRound>()).ToArray();
        for (int round = 1; round <= rounds; round++)
        {
            for (int kind = 0; kind < kinds.Count; kind++)
            {
                found[kind].Add(watch.Run(kinds[kind].Alarms, count, timeouts, round));
            }
        }

        return kinds.Select((kind, index) => ToFinding($"{what}, timeouts {timeouts}: {kind.Alarms.Name}", found[index], kind.Aim));
    }

    private static Finding ToFinding(string what, List<WatchRound> rounds, Aim? aim)
    {
        double p99 = new Distribution(rounds.Select(static round => round.Lateness.At(0.99))).Median;
        double median = new Distribution(rounds.Select(static round => round.Lateness.Median)).Median;
        double highest = rounds.Max(static round => round.Lateness.Highest);
        double lowest = rounds.Min(static round => round.Lateness.Lowest);
        int unseen = rounds.Sum(static round => round.Unseen);
        int count = rounds.Sum(static round => round.Lateness.Count);
        string shown = unseen == 0 ? $"{p99:0.0} ms" : $"{p99:0.0} ms or more";
        string note = $"median {median:0.0} ms, max {highest:0.0} ms, earliest {lowest:0.00} ms; {count:N0} in {rounds.Count} rounds";
        return new Finding(what + ", p99", p99, shown, aim, unseen == 0 ? note : $"{note}, {unseen:N0} of them not within {Watch.Patience.TotalSeconds} s");
    }
}
