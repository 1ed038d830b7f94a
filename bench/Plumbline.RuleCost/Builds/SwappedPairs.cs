namespace Plumbline.RuleCost.Builds;

/// <summary>Two pairs of builds, one after the other, whose sides have changed cores: their mean says nothing any more of which of those are faster.</summary>
internal sealed record SwappedPairs(Pair First, Pair Second)
{
    /// <summary>What the other builds took in parts of those without rules.</summary>
    internal double Ratio(Func<Run, TimeSpan> time) => Math.Sqrt(time(First.Other) / time(First.Without) * (time(Second.Other) / time(Second.Without)));
}
