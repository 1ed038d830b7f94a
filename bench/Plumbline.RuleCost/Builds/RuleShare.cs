namespace Plumbline.RuleCost.Builds;

/// <summary>The time that a rule ran for, on all threads together, in one build.</summary>
internal sealed record RuleShare(string Rule, TimeSpan Time);
