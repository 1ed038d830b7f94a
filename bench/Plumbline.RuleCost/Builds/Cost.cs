namespace Plumbline.RuleCost.Builds;

/// <summary>What was measured.</summary>
/// <param name="Lines">Of the code that was built.</param>
/// <param name="Rules">Builds without and with the rules, side by side.</param>
/// <param name="Noise">Builds without the rules beside others without them.</param>
/// <param name="Shares">What each rule took in builds with all of them, as warnings and as an analyzer each, in which the compiler took their times.</param>
/// <param name="Reports">How many reports the rules made.</param>
internal sealed record Cost(int Lines, IReadOnlyList<Pair> Rules, IReadOnlyList<Pair> Noise, IReadOnlyList<RuleShare> Shares, int Reports);
