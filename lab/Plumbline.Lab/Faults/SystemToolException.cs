namespace Plumbline.Lab.Faults;

/// <summary>A program of the system did not do what a fault needs.</summary>
internal sealed class SystemToolException(string message) : IOException(message);
