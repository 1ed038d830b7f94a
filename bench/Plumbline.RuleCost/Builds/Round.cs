namespace Plumbline.RuleCost.Builds;

/// <summary>Three builds right after one another, in an order that changes from round to round.</summary>
/// <param name="Without">Without the rules.</param>
/// <param name="Again">The same once more: how far it is from the first is what such a measurement cannot tell.</param>
/// <param name="With">With the rules, as they are shipped.</param>
internal sealed record Round(Run Without, Run Again, Run With)
{
    /// <summary>What the builds without the rules took on average, in seconds.</summary>
    internal double Bare(Func<Run, TimeSpan> time) => (time(Without) + time(Again)).TotalSeconds / 2;
}
