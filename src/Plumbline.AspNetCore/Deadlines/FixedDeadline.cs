namespace Plumbline.AspNetCore.Deadlines;

/// <summary>An endpoint's own limit, or none at all.</summary>
internal sealed class FixedDeadline(RequestLimit? limit) : IDeadlineMetadata
{
    public RequestLimit? Resolve(RequestContextOptions options) => limit;

    /// <summary>What the routing's debug output shows.</summary>
    /// <returns>The limit and its place.</returns>
    public override string ToString() => limit is null ? "Deadline: none" : $"Deadline: {limit.Duration} of {limit.Member}";
}
