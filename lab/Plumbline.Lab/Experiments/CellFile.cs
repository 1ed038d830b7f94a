using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Experiments;

/// <summary>What the results directory keeps of one run.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Plan">Its numbers: with others it must be made again.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why it failed or was left out; null when it was made.</param>
/// <param name="Result">The figures; null when there are none.</param>
internal sealed record CellFile(CellKey Key, Plan Plan, CellEnd State, string? Reason, CellResult? Result);
