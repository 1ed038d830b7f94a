using Plumbline.Chain.Experiments;
using Plumbline.Chain.Hops;

namespace Plumbline.Chain.Findings;

/// <summary>What is read off an observation.</summary>
internal static class ObservationExtensions
{
    /// <summary>What the context of a hop may take to be told: work that begins later is work for nobody.</summary>
    internal static TimeSpan Allowance { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Milliseconds from the client's cancel until the handlers of a hop were told.</summary>
    internal static IReadOnlyList<double> Travels(this Observation seen, IReadOnlyList<HopRecord> hop)
    {
        var left = seen.Moments();
        return [.. hop.Where(static record => record.Told is not null).Select(record => (record.Told!.Value - left[record.Id]).TotalMilliseconds)];
    }

    /// <summary>Milliseconds from a hop's own deadline until its handlers were told.</summary>
    internal static IReadOnlyList<double> Latenesses(this IReadOnlyList<HopRecord> hop) =>
        [.. hop.Where(static record => record is { Told: not null, Deadline: not null }).Select(static record => (record.Told!.Value - record.Deadline!.Value).TotalMilliseconds)];

    /// <summary>Steps of work that began more than a while after the client had left.</summary>
    internal static int StepsAfterLeaving(this Observation seen, TimeSpan allowance)
    {
        var left = seen.Moments();
        return seen.Upstream.Sum(record => record.Steps.Count(step => step > left[record.Id] + allowance));
    }

    /// <summary>Steps of work that began more than a while after the upstream's deadline.</summary>
    internal static int StepsAfterDeadline(this Observation seen, TimeSpan allowance) =>
        seen.Upstream.Sum(record => record.Steps.Count(step => step > record.Deadline + allowance));

    /// <summary>Steps of work that began more than a while after the client's own deadline.</summary>
    internal static int StepsAfterClientDeadline(this Observation seen, TimeSpan allowance)
    {
        var deadlines = seen.Visits.ToDictionary(static visit => visit.Id, static visit => visit.Deadline);
        return seen.Upstream.Sum(record => record.Steps.Count(step => step > deadlines[record.Id] + allowance));
    }

    /// <summary>Requests that had as much time left at a hop as at the one before, or more, or that came without a deadline.</summary>
    internal static int NotShrunk(this Observation seen)
    {
        var count = 0;
        for (var hop = 1; hop < seen.Hops.Count; hop++)
        {
            var before = seen.Hops[hop - 1].ToDictionary(static record => record.Id, static record => record.Remaining);
            count += seen.Hops[hop].Count(record => !(record.Remaining < before[record.Id]));
        }

        return count;
    }

    /// <summary>The causes a hop saw, with how often.</summary>
    internal static string Causes(this IReadOnlyList<HopRecord> hop) => string.Join(
        ", ",
        hop.GroupBy(static record => record.Cause switch
        {
            "Timeout" => "deadline",
            "ClientDisconnected" => "caller gone",
            null => record.Told is null ? "not told" : "unknown",
            var other => other,
        }).OrderByDescending(static group => group.Count()).Select(static group => $"{group.Key} {group.Count()}"));

    private static Dictionary<int, TimeSpan> Moments(this Observation seen) =>
        seen.Visits.ToDictionary(static visit => visit.Id, static visit => visit.Left ?? TimeSpan.MaxValue - Allowance);
}
