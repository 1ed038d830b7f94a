namespace Plumbline.RuleCost.Builds;

/// <summary>What was measured.</summary>
/// <param name="Lines">Of the code that was built.</param>
/// <param name="Comparisons">Builds without and with the rules, for each way the compiler runs in.</param>
/// <param name="Shares">What each rule took in builds with all of them, as warnings and as an analyzer each, in which the compiler took their times.</param>
/// <param name="Reports">How many reports the rules made.</param>
internal sealed record Cost(int Lines, IReadOnlyList<Comparison> Comparisons, IReadOnlyList<RuleShare> Shares, int Reports);
