using Plumbline.Tests.Support;

namespace Plumbline.Tests.Tokens;

/// <summary>A foreign token becomes a live context; nothing stays on it that nothing needs.</summary>
public sealed class FromForeignTokenTests
{
    [Fact]
    public void From_ForeignToken_IsALiveContextWithThatToken()
    {
        using var source = new CancellationTokenSource();

        var ctx = Context.From(source.Token);

        Assert.Equal(source.Token, ctx.Token);
        Assert.Equal((false, ContextStatus.Active, null), (ctx.IsDone, ctx.Status, ctx.Cause));
        Assert.Equal((null, null), (ctx.Deadline, ctx.Remaining));
        Assert.Same(TimeProvider.System, ctx.Clock);
    }

    [Fact]
    public void From_ForeignTokenIsCanceled_IsDoneAtOnce()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);

        source.Cancel();

        Assert.Equal((true, ContextStatus.Canceled), (ctx.IsDone, ctx.Status));
        Assert.True(ctx.Done.IsCompletedSuccessfully);
        var thrown = Assert.Throws<ContextCanceledException>(() => ctx.ThrowIfDone("GET http://upstream/report"));
        Assert.Equal(source.Token, thrown.CancellationToken);
        Assert.StartsWith("context canceled: GET http://upstream/report, a CancellationToken from outside was canceled", thrown.Message);
    }

    [Fact]
    public void From_SameSource_IsTheSameContext()
    {
        using var source = new CancellationTokenSource();

        Assert.Equal(Context.From(source.Token), Context.From(source.Token));
    }

    [Fact]
    public void From_DifferentSources_AreDifferentContexts()
    {
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();

        Assert.NotEqual(Context.From(one.Token), Context.From(other.Token));
    }

    [Fact]
    public void From_AMillionTimes_HoldsOneNodeAndAllocatesNothing()
    {
        using var source = new CancellationTokenSource();
        var first = Context.From(source.Token);
        var last = first;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000_000; i++)
        {
            last = Context.From(source.Token);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Same(first.Signal, last.Signal);

        // A few bytes for what compiling the loop may cost, far less than one for each turn.
        Assert.InRange(allocated, 0, 10_000);
        Assert.Equal(0, BclRegistrations.CountOf(source));
    }

    [Fact]
    public void From_ManyThreadsAtOnce_HoldsOneNode()
    {
        Racers.Run(
            1_000,
            _ => (Source: new CancellationTokenSource(), Seen: new Context[2]),
            round =>
            {
                Assert.Equal(round.Seen[0], round.Seen[1]);
                round.Source.Dispose();
            },
            round => round.Seen[0] = Context.From(round.Source.Token),
            round => round.Seen[1] = Context.From(round.Source.Token));
    }

    [Fact]
    public void From_NothingNeedsIt_IsNotRegistered()
    {
        using var source = new CancellationTokenSource();

        var ctx = Context.From(source.Token);
        _ = (ctx.IsDone, ctx.Status, ctx.Cause, ctx.Remaining, ctx.Token, ctx.ToString());

        Assert.Equal((false, 0), (IsWatching(ctx), BclRegistrations.CountOf(source)));
    }

    [Fact, Trait("Behaviour", "B117"), Trait("Behaviour", "B118")]
    public void Derive_ChildrenOfForeignToken_RegisteredOnceWhileThereAreAny()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);

        var one = ctx.WithCancel(out _);
        var other = ctx.WithTimeout(TimeSpan.FromHours(1), out _);
        (bool, int) both = (IsWatching(ctx), BclRegistrations.CountOf(source));
        one.Dispose();
        (bool, int) onlyOther = (IsWatching(ctx), BclRegistrations.CountOf(source));
        other.Cancel();

        Assert.Equal(((true, 1), (true, 1)), (both, onlyOther));
        Assert.Equal((false, 0), (IsWatching(ctx), BclRegistrations.CountOf(source)));
    }

    [Fact, Trait("Behaviour", "B116"), Trait("Behaviour", "B118")]
    public void Unregister_CallbackOnForeignToken_LeavesNoRegistration()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        var registration = ctx.Register(() => { });
        (bool, int) during = (IsWatching(ctx), BclRegistrations.CountOf(source));

        registration.Unregister();

        Assert.Equal((true, 1), during);
        Assert.Equal((false, 0), (IsWatching(ctx), BclRegistrations.CountOf(source)));
    }

    [Fact, Trait("Behaviour", "B116")]
    public async Task Register_OnForeignToken_RunsWhenItIsCanceledAndNotInline()
    {
        using var source = new CancellationTokenSource();
        using var canceled = new ManualResetEventSlim();
        bool sawReturn = false;
        var registration = Context.From(source.Token).Register(() => sawReturn = canceled.Wait(Bounded.Limit));

#pragma warning disable CA1849 // What is shown is that the synchronous one does not wait.
        source.Cancel();
#pragma warning restore CA1849
        canceled.Set();

        await Bounded.WaitAsync(registration.DisposeAsync().AsTask(), "the callback");
        Assert.True(sawReturn, "The callback ran to its end inside Cancel of the foreign source.");
    }

    [Fact, Trait("Behaviour", "B117")]
    public void Derive_ForeignTokenIsCanceled_ChildrenAreDoneWhenItsCancelReturns()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        using var one = ctx.WithCancel(out var cancel);
        using var other = ctx.WithTimeout(TimeSpan.FromHours(1), out var timeout);
        using var below = timeout.WithCancel(out var grandchild);

        source.Cancel();

        Assert.All([cancel, timeout, grandchild], child => Assert.Equal(ContextStatus.Canceled, child.Status));
        Assert.Equal((false, 0), (IsWatching(ctx), BclRegistrations.CountOf(source)));
    }

    [Fact]
    public async Task Done_ForeignTokenIsCanceled_Completes()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        Task done = ctx.Done;
        (bool, bool, int) before = (done.IsCompleted, IsWatching(ctx), BclRegistrations.CountOf(source));

        await source.CancelAsync();

        await Bounded.WaitAsync(done, "Done of a foreign token");
        Assert.Equal((false, true, 1), before);
        Assert.Equal((false, 0), (IsWatching(ctx), BclRegistrations.CountOf(source)));
    }

    [Fact]
    public void From_CanceledToken_IsDoneAndSoAreItsChildren()
    {
        var ctx = Context.From(new CancellationToken(canceled: true));

        using var scope = ctx.WithTimeout(TimeSpan.FromHours(1), out var child);

        Assert.Equal((true, true), (ctx.IsDone, child.IsDone));
        Assert.Equal(ContextStatus.Canceled, child.Status);
    }

    [Fact]
    public void From_TokenThatCanNeverBeCanceled_IsBackground()
    {
        CancellationToken[] tokens = [CancellationToken.None, default, new CancellationToken(canceled: false)];

        Assert.All(tokens, token => Assert.Equal(Context.Background, Context.From(token)));
    }

    [Fact]
    public void From_DisposedSource_IsLiveForEverAndThrowsNowhere()
    {
        var source = new CancellationTokenSource();
        var token = source.Token;
        source.Dispose();

        var ctx = Context.From(token);

        using var scope = ctx.WithCancel(out var child);
        using var registration = ctx.Register(() => { });
        Assert.Equal((false, false, false), (ctx.IsDone, child.IsDone, ctx.Done.IsCompleted));
        Assert.Equal(token, ctx.Token);
    }

    [Fact]
    public void From_SourceDisposedWhileChildrenLive_ChildrenEndByThemselves()
    {
        var source = new CancellationTokenSource();
        var scope = Context.From(source.Token).WithCancel(out var child);

        source.Dispose();
        scope.Dispose();

        Assert.True(child.IsDone);
    }

    [Fact]
    public void From_SourceCanceledAndDisposed_IsDone()
    {
        var source = new CancellationTokenSource();
        var token = source.Token;
        source.Cancel();
        source.Dispose();

        Assert.Equal(ContextStatus.Canceled, Context.From(token).Status);
    }

    [Fact]
    public void WithTimeout_BelowForeignToken_HasItsOwnDeadline()
    {
        using var source = new CancellationTokenSource();

        using var scope = Context.From(source.Token).WithTimeout(TimeSpan.FromHours(1), out var child);

        Assert.NotNull(child.Deadline);
        Assert.Null(Context.From(source.Token).Deadline);
    }

    [Fact]
    public void Derive_WhileTheForeignSourceIsCanceled_ChildEndsAndNothingStaysRegistered()
    {
        Racers.Run(
            2_000,
            _ => new CancellationTokenSource(),
            source =>
            {
                Assert.False(IsWatching(Context.From(source.Token)));
                Assert.Equal(0, BclRegistrations.CountOf(source));
                source.Dispose();
            },
            source => source.Cancel(),
            source =>
            {
                _ = Context.From(source.Token).WithCancel(out var child);

                Spin.Until(() => child.IsDone);
            });
    }

    [Fact]
    public void Derive_ChildrenComeAndGoOnTwoThreads_NothingStaysRegistered()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);

        Racers.Run(5_000, _ => ctx, c => Assert.Equal((false, 0), (IsWatching(c), BclRegistrations.CountOf(source))), ComeAndGo, ComeAndGo);

        static void ComeAndGo(Context ctx)
        {
            using var scope = ctx.WithCancel(out _);
        }
    }

    private static bool IsWatching(Context ctx) => ((ForeignNode)ctx.Signal!).IsWatching;
}
