namespace Plumbline.Load.Calls;

/// <summary>What calls cost in one round.</summary>
/// <param name="Microseconds">Time for a call: all of it, divided by the calls.</param>
/// <param name="Bytes">Bytes the process allocated for a call.</param>
internal sealed record CallSample(double Microseconds, double Bytes);
