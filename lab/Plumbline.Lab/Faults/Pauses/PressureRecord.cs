namespace Plumbline.Lab.Faults.Pauses;

/// <summary>What pressure on the heap did to a process.</summary>
/// <param name="Collections">Full collections.</param>
/// <param name="Paused">How long all threads were stopped, added up.</param>
/// <param name="Took">From the first allocation to the end of the last collection.</param>
internal sealed record PressureRecord(int Collections, TimeSpan Paused, TimeSpan Took);
