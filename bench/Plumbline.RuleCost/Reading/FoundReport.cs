namespace Plumbline.RuleCost.Reading;

/// <summary>What a rule said, of which line, and what that line is.</summary>
internal sealed record FoundReport(string Rule, string File, int Line, string Message, string Source);
