using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Report;

/// <summary>A cell without figures.</summary>
/// <param name="Key">Which one.</param>
/// <param name="IsSkipped">It cannot run on this machine, and was not tried; otherwise it was tried and failed.</param>
/// <param name="Reason">Why.</param>
internal sealed record NotMeasured(CellKey Key, bool IsSkipped, string Reason);
