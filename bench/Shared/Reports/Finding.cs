namespace Plumbline.Bench;

/// <summary>One row of an answer.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Number">The number that is compared with the aim.</param>
/// <param name="Shown">The number as people read it, with its unit and its range.</param>
/// <param name="Aim">What it should be; null where it is only reported.</param>
/// <param name="Note">What else is worth knowing; may be empty.</param>
internal sealed record Finding(string What, double Number, string Shown, Aim? Aim = null, string Note = "");
