namespace Plumbline.Lab.Faults.Clocks;

/// <summary>What a process takes the time to be.</summary>
/// <param name="Wall">Its wall clock.</param>
/// <param name="Monotonic">Its moment of <see cref="Measure.MachineClock"/>.</param>
internal sealed record ClockReading(DateTimeOffset Wall, TimeSpan Monotonic);
