namespace Plumbline.Lab.Measure;

/// <summary>The counters of one variant's three processes, read at about the same moment.</summary>
/// <param name="Moment">When they were read, on <see cref="MachineClock"/>.</param>
/// <param name="Crowd">The clients.</param>
/// <param name="Edge">The edge service.</param>
/// <param name="Upstream">The upstream.</param>
internal sealed record Sample(TimeSpan Moment, CrowdCounters Crowd, ServiceCounters Edge, ServiceCounters Upstream);
