namespace Plumbline.Lab.Processes;

/// <summary>A process of the lab ended, or said nothing, although it was still needed.</summary>
internal sealed class ChildFailedException(string message) : Exception(message);
