using System.Globalization;

namespace Plumbline.Measure;

/// <summary>How late callbacks come while the thread pool is flooded: a process a sample, of <c>bench/Plumbline.Flood</c>.</summary>
internal sealed class FloodQuestion : IQuestion
{
    private const string ByDeadline = "BclCancelAfter";
    private const string ByPoolThread = "BclCancelFromPoolThread";

    public string Name => "flood";

    public string Title => "How late do callbacks come while the thread pool is flooded?";

    public string Method =>
        "2 000 items of 20 ms are queued; a callback is due after 50 ms. How long until it runs, each time in a process of its own " +
        "(`bench/Plumbline.Flood`), one way after another, round by round: the ratio of the medians. A callback of ours never runs on " +
        "the thread that cancels, so one that a busy pool's own thread cancels waits for another of its threads; the BCL's runs at once.";

    public IReadOnlyList<Finding> Ask(Profile profile)
    {
        (string Way, string What, string Other, Aim? Aim)[] rows =
        [
            ("Deadline", "callback of a 50 ms deadline, pool flooded, vs BCL `CancelAfter(50)`", ByDeadline, Aim.AtMost(1.5, 1.0)),
            ("DeadlineToken", "the same with the callback on the token", ByDeadline, Aim.AtMost(1.5, 1.0)),
            ("CancelFromOwnThread", "callback of a cancel by a thread of one's own, pool flooded, vs BCL `CancelAfter(50)`", ByDeadline, null),
            ("CancelFromOwnThreadToken", "the same with the callback on the token", ByDeadline, null),
            ("CancelFromPoolThread", "callback of a cancel by a thread of the flooded pool, vs the BCL's", ByPoolThread, null),
            ("CancelFromPoolThreadToken", "the same with the callback on the token", ByPoolThread, null),
        ];
        var times = rows.Select(static row => row.Way).Append(ByDeadline).Append(ByPoolThread).ToDictionary(static way => way, static _ => new List<double>());
        for (int round = 0; round < profile.Rounds; round++)
        {
            foreach ((string way, List<double> found) in times)
            {
                found.Add(MeasureApart(way));
            }
        }

        return [.. rows.Select(row => ToFinding(row.What, times[row.Way], times[row.Other], row.Aim))];
    }

    private static Finding ToFinding(string what, List<double> ours, List<double> others, Aim? aim)
    {
        var our = new Distribution(ours);
        var other = new Distribution(others);
        double ratio = our.Median / other.Median;
        string note = $"{our.Median:0.0} ms ({our.Lowest:0.0}–{our.Highest:0.0}) against {other.Median:0.0} ms ({other.Lowest:0.0}–{other.Highest:0.0})";
        return new Finding(what, ratio, $"{ratio:0.00}", aim, note);
    }

    private static double MeasureApart(string way) =>
        double.Parse(Apart.Run("Plumbline.Flood", [way], readsOutput: true), CultureInfo.InvariantCulture);
}
