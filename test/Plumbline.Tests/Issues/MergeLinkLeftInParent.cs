using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// A link made while another parent ended the merged context stayed in its parent: who made it did not see the end yet, and who ended
/// the context did not see the link yet. Both wrote before they read, without a fence between.
/// </summary>
public sealed class MergeLinkLeftInParent
{
    [Fact, Trait("Behaviour", "B137")]
    public void Merge_WhileOneParentIsCanceled_LeavesNothingInTheOther()
    {
        Duel.Run(
            200_000,
            _ => (Scope: Context.Background.WithCancel(out var first), First: first, Other: Context.Background.WithCancel(out var second), Second: second),
            round => round.Scope.Cancel(),
            round => Context.Merge([round.First, round.Second], out _),
            round =>
            {
                Assert.Equal(0, round.Second.Signal!.ChildCount);
                round.Other.Dispose();
            });
    }
}
