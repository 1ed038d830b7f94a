namespace Plumbline.RuleCost.Builds;

/// <summary>What was measured.</summary>
/// <param name="Lines">Of the code that was built.</param>
/// <param name="Without">Builds without the rules.</param>
/// <param name="With">Builds with them, each right after the one of the same place.</param>
/// <param name="Timed">The build in which the compiler took the time of each rule.</param>
/// <param name="Shares">The time of each rule in it.</param>
/// <param name="Reports">How many reports the rules made.</param>
internal sealed record Cost(int Lines, IReadOnlyList<Run> Without, IReadOnlyList<Run> With, Run Timed, IReadOnlyList<RuleShare> Shares, int Reports);
