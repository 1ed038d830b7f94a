using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// The BCL sets a token's wait handle while it marks the token. Where someone had disposed the handle, that threw in the middle of a
/// cancel, and the node's lock was never given back: the next to need it waited for ever.
/// </summary>
public sealed class DisposedWaitHandleHangsCancel
{
    [Fact, Trait("Behaviour", "B24")]
    public async Task Cancel_WaitHandleOfTokenDisposed_EndsTheSubtree()
    {
        var scope = Context.Background.WithCancel(out var ctx);
        ctx.WithCancel(out Context child);
        child.Token.WaitHandle.Dispose();

        await Bounded.WaitAsync(Task.Run(() => scope.Cancel(), TestContext.Current.CancellationToken), "the cancel to return");

        Assert.True(child.IsDone);
        Assert.True(child.Token.IsCancellationRequested);
        await Bounded.WaitAsync(Task.Run(() => child.WithCancel(out Context _), TestContext.Current.CancellationToken), "the ended context to take a child");
    }
}
