using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Tokens;

/// <summary>A token of ours leads back to its context through everything that passes tokens on.</summary>
public sealed class FromOwnTokenTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly ContextKey<string> _user = new("user");

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public void From_OwnToken_HasTheSameSignal()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);

        var back = Context.From(ctx.Token);

        Assert.Equal(ctx, back);
        Assert.Equal((ctx.Deadline, _second), (back.Deadline, back.Remaining));
        Assert.Same(_clock, back.Clock);
    }

    [Fact]
    public void From_OwnTokenOfAContextWithValues_HasNoValues()
    {
        using var scope = Root.WithValue(_user, "ada").WithCancel(out var ctx);

        var back = Context.From(ctx.Token);

        Assert.Same(ctx.Signal, back.Signal);
        Assert.False(back.TryGetValue(_user, out _));
    }

    [Fact]
    public void From_OwnToken_SharesStatusAndCause()
    {
        var cause = new InvalidOperationException("the cause");
        var scope = Root.WithCancel(out var ctx);
        var back = Context.From(ctx.Token);

        scope.Cancel(cause);

        Assert.Equal((ContextStatus.Canceled, cause), (back.Status, back.Cause));
        Assert.Same(cause, Context.From(ctx.Token).Cause);
    }

    [Fact]
    public void From_RootsTokens_AreBackground()
    {
        CancellationToken[] tokens = [Context.Background.Token, Root.Token, Context.Todo().Token, CancellationToken.None, default];

        Assert.All(tokens, token => Assert.Equal(Context.Background, Context.From(token)));
    }

    [Fact, Trait("Behaviour", "B119"), Trait("Behaviour", "B122")]
    public async Task From_ThroughLayersThatPassTokens_ChildIsLinkedStraightToTheContext()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);

        (SignalNode? parent, int links) = await OuterLayerAsync(ctx);

        Assert.Same(ctx.Signal, parent);
        Assert.Equal(1, links);
        Assert.Equal(0, BclRegistrations.CountOf(ctx.Signal!));

        async Task<(SignalNode?, int)> OuterLayerAsync(CancellationToken token)
        {
            await Task.Yield();
            return await Task.Run(() => InnerLayer(token), token);
        }

        (SignalNode?, int) InnerLayer(CancellationToken token)
        {
            using var inner = Context.From(token).WithCancel(out var child);
            return (child.Signal!.Parent, ctx.Signal!.ChildCount);
        }
    }

    [Fact, Trait("Behaviour", "B122")]
    public void Derive_AtAnyDepth_RegistersOnNoToken()
    {
        using var one = Root.WithCancel(out var parent);
        using var two = parent.WithTimeout(_second, out var child);
        using var three = child.WithCancel(out var grandchild);
        using var four = grandchild.Register(() => { });

        Assert.All([parent, child, grandchild], ctx => Assert.Equal(0, BclRegistrations.CountOf(ctx.Signal!)));
    }

    [Fact, Trait("Behaviour", "B122")]
    public void Derive_ParentIsDone_RegistersOnNoToken()
    {
        var scope = Root.WithCancel(out var parent);
        scope.Cancel();

        using var inner = parent.WithTimeout(_second, out var child);

        Assert.Equal((true, 0), (child.IsDone, BclRegistrations.CountOf(parent.Signal!)));
    }

    [Fact]
    public void Token_Disposed_NeverThrows()
    {
        var scope = Root.WithTimeout(_second, out var ctx);
        var token = ctx.Token;

        scope.Dispose();

        Assert.True(token.WaitHandle.WaitOne(0));
        Assert.True(ctx.Token.IsCancellationRequested);
        Assert.Equal(token, ctx.Token);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
        Assert.True(linked.IsCancellationRequested);
    }

    [Fact]
    public async Task Token_GivenToTaskRun_EndsItCanceled()
    {
        var scope = Root.WithCancel(out var ctx);
        var started = new TaskCompletionSource();
        var task = Task.Run(
            async () =>
            {
                started.SetResult();
                await ctx.Done;
                ctx.ThrowIfDone();
            },
            ctx);
        await Bounded.WaitAsync(started.Task, "the task to start");

        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(task, "the task to end"));
        Assert.Equal(TaskStatus.Canceled, task.Status);
    }

    // The BCL links nothing there: the body's token is of a plain source that a registration cancels, so there is no way back. It ends
    // with the context all the same; the body should use the context itself.
    [Fact]
    public async Task Token_ParallelForEachAsync_IsAForeignOneThatEndsWithTheContext()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var started = new TaskCompletionSource();
        Context inside = default;
        var loop = Parallel.ForEachAsync([1], ctx, async (_, token) =>
        {
            inside = Context.From(token);
            started.SetResult();
            await inside.Done;
        });
        await Bounded.WaitAsync(started.Task, "the body to start");

        DateTimeOffset? deadline = inside.Deadline;
        _clock.Advance(_second);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(loop, "the loop to end"));
        Assert.Equal((null, ContextStatus.Canceled), (deadline, inside.Status));
    }
}
