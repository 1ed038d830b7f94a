namespace Plumbline.Lab.Experiments;

/// <summary>One run of the matrix, with all its settings.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Plan">Its numbers, those that the fault changes included.</param>
internal sealed record Cell(CellKey Key, Plan Plan);
