namespace Plumbline.Lab.Measure;

/// <summary>The counters of all processes of a run, read at about the same moment.</summary>
/// <param name="Moment">When they were read, on <see cref="MachineClock"/>.</param>
/// <param name="Crowd">The clients.</param>
/// <param name="Services">The services; of several replicas the sum.</param>
internal sealed record Sample(TimeSpan Moment, CrowdCounters Crowd, IReadOnlyDictionary<Hop, ServiceCounters> Services);
