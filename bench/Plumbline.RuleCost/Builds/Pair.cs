namespace Plumbline.RuleCost.Builds;

/// <summary>Two builds of the same code at the same time, each on cores of its own.</summary>
/// <param name="Without">Without the rules.</param>
/// <param name="Other">With the rules as they are shipped, or without them once more: how far that is from the first is what such a measurement cannot tell.</param>
internal sealed record Pair(Run Without, Run Other)
{
    /// <summary>One after the other.</summary>
    public static Pair operator +(Pair first, Pair second) => new(first.Without + second.Without, first.Other + second.Other);
}
