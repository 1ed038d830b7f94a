using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Callbacks;

/// <summary>Callbacks that others, who know only tokens, registered on the token of a context.</summary>
public sealed class TokenCallbackTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B105")]
    public async Task Token_Canceled_RunsItsCallbacksOnce()
    {
        var scope = Root.WithCancel(out var ctx);
        int runs = 0;
        using var registration = ctx.Token.Register(() => Interlocked.Increment(ref runs));

        scope.Cancel();
        scope.Dispose();
        await SettleAsync();

        Assert.Equal(1, runs);
    }

    [Fact, Trait("Behaviour", "B105")]
    public async Task Token_DeadlinePasses_RunsItsCallbacks()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var parent);
        using var inner = parent.WithCancel(out var child);
        var ran = new TaskCompletionSource();
        using var registration = child.Token.Register(ran.SetResult);

        _clock.Advance(TimeSpan.FromSeconds(1));

        await Bounded.WaitAsync(ran.Task, "the callback on a child's token");
    }

    [Fact, Trait("Behaviour", "B107"), Trait("Behaviour", "B108")]
    public async Task Cancel_TokenCallbackBlocks_ReturnsAllTheSame()
    {
        var scope = Root.WithCancel(out var ctx);
        using var canceled = new ManualResetEventSlim();
        bool sawReturn = false;
        using var registration = ctx.Token.Register(() => sawReturn = canceled.Wait(Bounded.Limit));

        scope.Cancel();
        canceled.Set();

        await SettleAsync();
        Assert.True(sawReturn, "The callback ran to its end inside Cancel.");
    }

    [Fact, Trait("Behaviour", "B115")]
    public async Task Token_CallbackStarts_ContextAndAllBelowAreDone()
    {
        var scope = Root.WithCancel(out var ctx);
        using var inner = ctx.WithCancel(out var child);
        using var innermost = child.WithCancel(out var grandchild);
        Context[] all = [ctx, child, grandchild];
        CancellationToken[] tokens = [ctx.Token, child.Token, grandchild.Token];
        var seen = new TaskCompletionSource<bool>();
        using var registration = ctx.Token.Register(() =>
            seen.SetResult(all.All(c => c.Status == ContextStatus.Canceled) && tokens.All(t => t.IsCancellationRequested)));

        scope.Cancel();

        Assert.True(await Bounded.WaitAsync(seen.Task, "the callback"));
    }

    [Fact]
    public async Task Token_CallbackBlocks_HoldsUpNoOtherContext()
    {
        var scope = Root.WithCancel(out var ctx);
        using var inner = ctx.WithCancel(out var child);
        using var free = new ManualResetEventSlim();
        var onChild = new TaskCompletionSource();
        var onContext = new TaskCompletionSource();
        using var blocked = ctx.Token.Register(() => Assert.True(free.Wait(Bounded.Limit)));
        using var first = child.Token.Register(onChild.SetResult);
        using var second = ctx.Register(onContext.SetResult);

        scope.Cancel();
        await Bounded.WaitAsync(Task.WhenAll(onChild.Task, onContext.Task), "callbacks beside one that blocks");
        free.Set();

        await SettleAsync();
    }

    [Fact]
    public async Task Token_RegistrationDisposed_DoesNotRun()
    {
        var scope = Root.WithCancel(out var ctx);
        bool ran = false;
        ctx.Token.Register(() => ran = true).Unregister();

        scope.Cancel();
        await SettleAsync();

        Assert.False(ran);
    }

    [Fact]
    public void Token_RegisteredAfterTheEnd_RunsAtOnce()
    {
        var scope = Root.WithCancel(out var ctx);
        var token = ctx.Token;
        scope.Cancel();
        bool ran = false;

        token.Register(() => ran = true);

        Assert.True(ran);
    }

    [Fact]
    public async Task Token_RegisteredWhileAnotherCancels_RunsOnce()
    {
        const int rounds = 3_000;
        int[] runs = new int[rounds];

        Racers.Run(
            rounds,
            i =>
            {
                CancelScope scope = Root.WithCancel(out var ctx);
                return (Scope: scope, Ctx: ctx, Round: i);
            },
            _ => { },
            round => round.Scope.Cancel(),
            round => round.Ctx.Token.Register(() => Interlocked.Increment(ref runs[round.Round])));
        await SettleAsync();

        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Token_LinkedSourceBelow_EndsWithTheCallbacks()
    {
        var scope = Root.WithCancel(out var ctx);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);

        scope.Cancel();
        await SettleAsync();

        Assert.True(linked.IsCancellationRequested);
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");
}
