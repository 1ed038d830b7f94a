using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Canceling;

public sealed class CancelTests
{
    private static readonly ContextKey<string> _key = new("key");

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B19")]
    public void WithCancel_OfALiveParent_IsLiveAndCanBeWaitedFor()
    {
        using CancelScope scope = Root.WithCancel(out Context child);

        Assert.False(child.IsDone);
        Assert.Equal(ContextStatus.Active, child.Status);
        Assert.Null(child.ToException());
        Assert.True(child.Token.CanBeCanceled);
        Assert.False(child.Token.IsCancellationRequested);
        Assert.False(child.Done.IsCompleted);
    }

    [Fact, Trait("Behaviour", "B20"), Trait("Behaviour", "B23"), Trait("Behaviour", "B76")]
    public void Cancel_OfAParent_HasEndedTheWholeSubtreeOnReturn()
    {
        using CancelScope outer = Root.WithCancel(out Context parent);
        using CancelScope a = parent.WithCancel(out Context canceled);
        using CancelScope b = parent.WithValue(_key, "value").WithTimeout(TimeSpan.FromHours(1), out Context timed);
        using CancelScope c = canceled.WithDeadline(_clock.GetUtcNow() + TimeSpan.FromHours(2), out Context dated);
        using CancelScope d = Context.Merge([Root, dated], out Context merged);
        using CancelScope e = merged.WithCancel(out Context leaf);
        Context[] all = [parent, canceled, timed, dated, merged, leaf, leaf.WithValue(_key, "inner")];
        CancellationToken[] tokens = [.. all.Select(ctx => ctx.Token)];

        outer.Cancel();

        Assert.All(all, ctx => Assert.Equal(ContextStatus.Canceled, ctx.Status));
        Assert.All(all, ctx => Assert.Same(parent.Cause, ctx.Cause));
        Assert.All(all, ctx => Assert.True(ctx.Done.IsCompletedSuccessfully));
        Assert.All(tokens, token => Assert.True(token.IsCancellationRequested));
    }

    [Fact, Trait("Behaviour", "B20")]
    public void Dispose_OfAScope_CancelsAlsoOnSuccess()
    {
        CancelScope scope = Root.WithCancel(out Context child);

        scope.Dispose();

        Assert.Equal(ContextStatus.Canceled, child.Status);
        Assert.IsType<ContextCanceledException>(child.Cause);
    }

    [Fact, Trait("Behaviour", "B21")]
    public void Cancel_OfAForeignToken_HasEndedEverythingBelowOnReturn()
    {
        // In Go a context made elsewhere ends its children some time later; here it does so before Cancel returns.
        using var source = new CancellationTokenSource();
        using CancelScope scope = Context.From(source.Token).WithCancel(out Context child);
        using CancelScope inner = child.WithTimeout(TimeSpan.FromHours(1), out Context leaf);

        source.Cancel();

        Assert.Equal(ContextStatus.Canceled, child.Status);
        Assert.Equal(ContextStatus.Canceled, leaf.Status);
    }

    [Fact, Trait("Behaviour", "B21")]
    public void Cancel_AboveALinkedSource_EndsItThenWhatIsDerivedFromIt()
    {
        // The BCL cancels a linked source in a callback, so Cancel returns without it. Its own context is done with the token, which it asks.
        using CancelScope outer = Root.WithCancel(out Context parent);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(parent);
        Context back = Context.From(linked.Token);
        using CancelScope inner = back.WithCancel(out Context child);

        outer.Cancel(new InvalidOperationException("why"));
        Spin.Until(() => linked.IsCancellationRequested);

        Assert.True(back.IsDone);
        Spin.Until(() => child.IsDone);
        Assert.All([back, child], ctx => Assert.Same(parent.Cause, ctx.Cause));
    }

    [Fact, Trait("Behaviour", "B22")]
    public void Cancel_OfAChild_LeavesParentAndSiblingsAlone()
    {
        using CancelScope outer = Root.WithCancel(out Context parent);
        using CancelScope inner = parent.WithCancel(out Context child);
        using CancelScope first = parent.WithCancel(out Context sibling);
        using CancelScope second = parent.WithTimeout(TimeSpan.FromHours(1), out Context timedSibling);
        using CancelScope third = child.WithCancel(out Context grandchild);

        inner.Cancel();

        Assert.True(child.IsDone);
        Assert.True(grandchild.IsDone);
        Assert.False(parent.IsDone);
        Assert.False(sibling.IsDone);
        Assert.False(timedSibling.IsDone);
    }

    [Fact, Trait("Behaviour", "B23")]
    public async Task Cancel_OfAParent_RunsTheCallbacksOfItsChildren()
    {
        var ran = new TaskCompletionSource();
        using CancelScope outer = Root.WithCancel(out Context parent);
        using CancelScope inner = parent.WithCancel(out Context child);
        using ContextRegistration registration = child.Register(ran.SetResult);

        outer.Cancel();

        await Bounded.WaitAsync(ran.Task, "the callback of the child");
    }

    [Fact, Trait("Behaviour", "B24"), Trait("Behaviour", "B79")]
    public void Cancel_Again_ChangesNothing()
    {
        var first = new InvalidOperationException("first");
        using CancelScope scope = Root.WithCancel(out Context ctx);

        scope.Cancel(first);
        scope.Cancel(new InvalidOperationException("second"));
        scope.Cancel();
        scope.Dispose();
        scope.Dispose();

        Assert.Same(first, ctx.Cause);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
    }

    [Fact, Trait("Behaviour", "B24")]
    public void Cancel_FromManyThreads_KeepsOneCause() =>
        Racers.Run(
            2_000,
            _ =>
            {
                CancelScope scope = Context.Background.WithCancel(out Context ctx);
                return (Scope: scope, Ctx: ctx, Seen: new Exception?[3]);
            },
            round =>
            {
                Assert.NotNull(round.Ctx.Cause);
                Assert.All(round.Seen, seen => Assert.Same(round.Ctx.Cause, seen));
            },
            round => CancelAndLook(round, 0),
            round => CancelAndLook(round, 1),
            round => CancelAndLook(round, 2));

    [Fact, Trait("Behaviour", "B25")]
    public async Task Cancel_OfWorkThatGoesOn_DoesNotWaitForIt()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isRunning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool> work = Task.Run(
            async () =>
            {
                isRunning.SetResult();
                await mayEnd.Task;
                return ctx.IsDone;
            },
            TestContext.Current.CancellationToken);
        await Bounded.WaitAsync(isRunning.Task, "the work to run");

        scope.Cancel();

        Assert.False(work.IsCompleted);
        mayEnd.SetResult();
        Assert.True(await Bounded.WaitAsync(work, "the work to end"));
    }

    [Theory, MemberData(nameof(Derivations.NamesOfLinked), MemberType = typeof(Derivations))]
    [Trait("Behaviour", "B26")]
    public void Derive_FromACanceledParent_IsDoneOnReturnWithItsCause(string name)
    {
        var cause = new InvalidOperationException("why");
        using CancelScope outer = Root.WithCancel(out Context parent);
        outer.Cancel(cause);

        using CancelScope inner = Derivations.Derive(name, parent, out Context child);

        Assert.Equal(ContextStatus.Canceled, child.Status);
        Assert.Same(cause, child.Cause);
        Assert.True(child.Token.IsCancellationRequested);
        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Theory, MemberData(nameof(Derivations.NamesOfLinked), MemberType = typeof(Derivations))]
    [Trait("Behaviour", "B26")]
    public void Derive_FromAnExpiredParent_IsDoneOnReturnWithItsCause(string name)
    {
        var cause = new InvalidOperationException("why");
        using CancelScope outer = Root.WithTimeout(TimeSpan.Zero, out Context parent, cause);

        using CancelScope inner = Derivations.Derive(name, parent, out Context child);

        Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
        Assert.Same(cause, child.Cause);
        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact, Trait("Behaviour", "B27"), Trait("Behaviour", "B64")]
    public void WithValue_OfADoneParent_IsDoneWithTheSameSignal()
    {
        using CancelScope scope = Root.WithCancel(out Context parent);
        Context before = parent.WithValue(_key, "before");

        scope.Cancel();
        Context after = parent.WithValue(_key, "after");

        Assert.True(before.IsDone);
        Assert.True(after.IsDone);
        Assert.Same(parent.Done, before.Done);
        Assert.Same(parent.Done, after.Done);
        Assert.Equal(parent.Token, after.Token);
    }

    [Theory, MemberData(nameof(Derivations.Names), MemberType = typeof(Derivations))]
    [Trait("Behaviour", "B29")]
    public void Derive_FromARoot_LeavesNothingInIt(string name)
    {
        Context root = Root;

        using CancelScope scope = Derivations.Derive(name, root, out Context child);

        Assert.False(child.IsDone);
        Assert.Equal(0, root.Signal!.ChildCount);
    }

    [Fact, Trait("Behaviour", "B29")]
    public void WithCancel_FromBackgroundOrTodo_LeavesNothingInIt()
    {
        Context todo = Context.Todo();
        using CancelScope first = Context.Background.WithCancel(out _);
        using CancelScope second = todo.WithCancel(out _);
        using ContextRegistration registration = todo.Register(() => { });

        Assert.Equal(0, SystemScheduler.Instance.Root.ChildCount);
        Assert.Equal(0, todo.Signal!.ChildCount);
    }

    [Fact, Trait("Behaviour", "B30")]
    public async Task Register_OnAParent_RunsWhenTheWholeSubtreeIsDone()
    {
        using CancelScope outer = Root.WithCancel(out Context parent);
        Context[] below = DeriveMany(parent, 20_000);
        var live = new TaskCompletionSource<int>();
        using ContextRegistration registration = parent.Register(() => live.SetResult(below.Count(ctx => !ctx.IsDone)));

        outer.Cancel();

        Assert.Equal(0, await Bounded.WaitAsync(live.Task, "the callback of the parent"));
    }

    [Fact, Trait("Behaviour", "B30")]
    public async Task Done_OfAParent_CompletesWhenTheWholeSubtreeIsDone()
    {
        // In Go, whoever is woken by the parent may for a moment see a child that is not done.
        using CancelScope outer = Root.WithCancel(out Context parent);
        Context[] below = DeriveMany(parent, 20_000);
        Task<int> live = parent.Done.ContinueWith(
            _ => below.Count(ctx => !ctx.IsDone), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        outer.Cancel();

        Assert.Equal(0, await Bounded.WaitAsync(live, "the continuation of the parent's Done"));
    }

    [Fact, Trait("Behaviour", "B30")]
    public async Task Token_OfAParent_CallsBackWhenTheWholeSubtreeIsDone()
    {
        using CancelScope outer = Root.WithCancel(out Context parent);
        Context[] below = DeriveMany(parent, 20_000);
        var live = new TaskCompletionSource<int>();
        using CancellationTokenRegistration registration = parent.Token.Register(() => live.SetResult(below.Count(ctx => !ctx.IsDone)));

        outer.Cancel();

        Assert.Equal(0, await Bounded.WaitAsync(live.Task, "the callback on the parent's token"));
    }

    private static void CancelAndLook((CancelScope Scope, Context Ctx, Exception?[] Seen) round, int index)
    {
        round.Scope.Cancel(new InvalidOperationException($"cause {index}"));
        round.Seen[index] = round.Ctx.Cause;
    }

    // A tree that takes a while to end: in turn a child of the parent and a chain below that.
    private static Context[] DeriveMany(Context parent, int count)
    {
        var below = new Context[count];
        for (int i = 0; i < count; i++)
        {
            _ = (i % 10 == 0 ? parent : below[i - 1]).WithCancel(out below[i]);
        }

        return below;
    }
}
