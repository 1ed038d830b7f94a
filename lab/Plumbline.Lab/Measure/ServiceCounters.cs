namespace Plumbline.Lab.Measure;

/// <summary>What a service says of itself.</summary>
/// <param name="InFlight">Requests that have come in and whose handler has not ended.</param>
/// <param name="PeakInFlight">The most there were at once.</param>
/// <param name="Busy">Slots, workers or connections taken.</param>
/// <param name="Waiting">Requests that wait for one.</param>
/// <param name="PeakWaiting">The most that waited at once; at the mid, which waits for connections, the most that was seen by a reading.</param>
/// <param name="Vitals">The process's resources.</param>
internal sealed record ServiceCounters(int InFlight, int PeakInFlight, int Busy, int Waiting, int PeakWaiting, Vitals Vitals)
{
    /// <summary>Those of no process.</summary>
    public static ServiceCounters None { get; } = new(0, 0, 0, 0, 0, Vitals.None);

    /// <summary>Both together. The peaks are added too, though they may have been at different moments.</summary>
    public ServiceCounters Add(ServiceCounters other) => new(
        InFlight + other.InFlight,
        PeakInFlight + other.PeakInFlight,
        Busy + other.Busy,
        Waiting + other.Waiting,
        PeakWaiting + other.PeakWaiting,
        Vitals.Add(other.Vitals));
}
