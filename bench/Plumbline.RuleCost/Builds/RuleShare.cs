namespace Plumbline.RuleCost.Builds;

/// <summary>The time that a rule ran for, on all threads together, in each of several builds.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Times">In each build.</param>
/// <param name="Parts">Of the processor time of the build without rules that stood right before.</param>
internal sealed record RuleShare(string Rule, Distribution Times, Distribution Parts);
