namespace Plumbline.RuleCost.Reading;

/// <summary>What a rule said, and of which line.</summary>
internal sealed record FoundReport(string Rule, string File, int Line, string Message);
