namespace Plumbline.RuleCost.Builds;

/// <summary>What was measured.</summary>
/// <param name="Lines">Of the code that was built.</param>
/// <param name="Without">Builds without the rules.</param>
/// <param name="With">Builds with them as they are shipped, each right after the one of the same place.</param>
/// <param name="Shares">What each rule took in builds with all of them, as warnings, in which the compiler took their times.</param>
/// <param name="Reports">How many reports the rules made.</param>
internal sealed record Cost(int Lines, IReadOnlyList<Run> Without, IReadOnlyList<Run> With, IReadOnlyList<RuleShare> Shares, int Reports);
