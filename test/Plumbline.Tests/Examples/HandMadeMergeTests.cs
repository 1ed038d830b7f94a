using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>Go's example merges two contexts by hand; Merge does it whole, but by hand it must work, too.</summary>
public sealed class HandMadeMergeTests
{
    private static readonly ContextKey<string> _key = new("key");

    private readonly Context _root = Context.Root(new FakeTimeProvider());

    [Fact, Trait("Behaviour", "B137")]
    public async Task Register_MergingByHand_HandsOverTheCauseOfTheSecond()
    {
        var cause = new InvalidOperationException("second");
        using CancelScope one = _root.WithValue(_key, "first").WithCancel(out Context first);
        using CancelScope two = _root.WithCancel(out Context second);
        using CancelScope scope = first.WithCancel(out Context merged);
        using ContextRegistration registration = second.Register(() => scope.Cancel(second.Cause));

        two.Cancel(cause);
        await Bounded.WaitAsync(merged.Done, "the merge made by hand");

        Assert.Same(cause, merged.Cause);
        Assert.True(merged.TryGetValue(_key, out _));
        Assert.False(first.IsDone);
    }

    [Fact, Trait("Behaviour", "B137")]
    public void Register_MergingByHand_UnregistersFromTheSecond()
    {
        using CancelScope two = _root.WithCancel(out Context second);
        using (CancelScope scope = _root.WithCancel(out Context merged))
        {
            CancelScope owned = scope;
            using ContextRegistration registration = second.Register(() => owned.Cancel(second.Cause));
            Assert.Equal(1, second.Signal!.ChildCount);
        }

        Assert.Equal(0, second.Signal!.ChildCount);
    }
}
