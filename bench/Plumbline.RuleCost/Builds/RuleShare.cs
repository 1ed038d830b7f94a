namespace Plumbline.RuleCost.Builds;

/// <summary>The time that a rule ran for, on all threads together, in each of several builds.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Times">In each build, in their order.</param>
/// <param name="Parts">Of a build without rules, from start to end.</param>
internal sealed record RuleShare(string Rule, Distribution Times, Distribution Parts);
