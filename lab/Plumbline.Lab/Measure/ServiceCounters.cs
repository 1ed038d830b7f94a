namespace Plumbline.Lab.Measure;

/// <summary>What a service says of itself.</summary>
/// <param name="InFlight">Requests that have come in and whose handler has not ended.</param>
/// <param name="PeakInFlight">The most there were at once.</param>
/// <param name="Busy">Slots or workers taken.</param>
/// <param name="Waiting">Requests that wait for a slot or a worker.</param>
/// <param name="PeakWaiting">The most that waited at once.</param>
internal sealed record ServiceCounters(int InFlight, int PeakInFlight, int Busy, int Waiting, int PeakWaiting);
