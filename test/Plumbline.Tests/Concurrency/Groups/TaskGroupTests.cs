using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>Children under one context: what waiting gives, what a failure does, what leaving the block does.</summary>
public sealed class TaskGroupTests
{
    private static readonly ContextKey<string> _tenant = new("tenant");

    private readonly FakeTimeProvider _clock = new();
    private readonly InvalidOperationException _failure = new("the first failure");
    private readonly IOException _other = new("the other failure");

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B140")]
    public async Task WaitAsync_AllSucceed_WaitsForAll()
    {
        int ended = 0;
        await using var group = new TaskGroup(Root);
        for (int i = 0; i < 10; i++)
        {
            group.Run(async _ =>
            {
                await Task.Yield();
                Interlocked.Increment(ref ended);
            });
        }

        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.Equal(10, ended);
    }

    [Fact, Trait("Behaviour", "B140")]
    public async Task WaitAsync_NoChildren_CompletesAtOnce()
    {
        await using var group = new TaskGroup(Root);

        await Bounded.WaitAsync(group.WaitAsync(), "a group of none");
    }

    [Fact, Trait("Behaviour", "B140"), Trait("Behaviour", "B145")]
    public async Task WaitAsync_OneFails_ThrowsThatFailureAsItWas()
    {
        await using var group = new TaskGroup(Root);
        group.Run(_ => throw _failure);

        Task wait = group.WaitAsync();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(wait, "the group")));
        Assert.True(wait.IsFaulted);
        Assert.Same(_failure, Assert.Single(group.Failures));
    }

    [Fact, Trait("Behaviour", "B142")]
    public async Task Run_OneFails_SiblingsSeeItAsTheirCause()
    {
        Exception? seen = null;
        await using var group = new TaskGroup(Root);
        group.Run(async ctx =>
        {
            await ctx.Done;
            seen = ctx.Cause;
            ctx.ThrowIfDone();
        });
        group.Run(_ => throw _failure);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));

        Assert.Same(_failure, seen);
        Assert.Same(_failure, Assert.Single(group.Failures));
    }

    [Fact]
    public async Task WaitAsync_ThreeFail_ThrowsTheFirstAndKeepsAll()
    {
        var third = new TimeoutException("the third failure");
        await using var group = new TaskGroup(Root);
        group.Run(async ctx =>
        {
            await ctx.Done;
            throw _other;
        });
        group.Run(async ctx =>
        {
            await ctx.Done;
            throw third;
        });
        group.Run(_ => throw _failure);

        Task wait = group.WaitAsync();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(wait, "the group")));
        Assert.Equal(3, wait.Exception!.InnerExceptions.Count);
        Assert.Same(_failure, group.Failures[0]);
        Assert.Equal([_other, third], group.Failures.Skip(1).OrderBy(e => e is TimeoutException));
    }

    [Fact]
    public async Task WaitAsync_ChildHasATimeoutOfItsOwn_IsAFailureOfTheGroup()
    {
        var begun = new TaskCompletionSource();
        await using var group = new TaskGroup(Root);
        group.Run(async ctx =>
        {
            using CancelScope scope = ctx.WithTimeout(TimeSpan.FromSeconds(1), out Context inner);
            begun.SetResult();
            await inner.Done;
            inner.ThrowIfDone("the inner call");
        });
        await Bounded.WaitAsync(begun.Task, "the child");

        _clock.Advance(TimeSpan.FromSeconds(1));

        var e = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));
        Assert.Same(e, Assert.Single(group.Failures));
    }

    [Fact]
    public async Task WaitAsync_CanceledFromOutside_IsACancelAndNoFailure()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using var group = new TaskGroup(ctx);
        group.Run(async ctx =>
        {
            await ctx.Done;
            ctx.ThrowIfDone();
        });

        scope.Cancel(_failure);
        Task wait = group.WaitAsync();

        var e = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(wait, "the group"));
        Assert.StartsWith("context canceled: waiting for a group, the first failure, ", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsCanceled(ctx));
        Assert.True(wait.IsCanceled);
        Assert.Empty(group.Failures);
    }

    [Fact]
    public async Task WaitAsync_DeadlineOfTheCallerPasses_IsThatDeadline()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        await using var group = new TaskGroup(ctx);
        group.Run(async ctx =>
        {
            await ctx.Done;
            ctx.ThrowIfDone();
        });

        _clock.Advance(TimeSpan.FromSeconds(1));

        var e = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));
        Assert.True(e.IsDeadlineExceeded(ctx));
        Assert.Empty(group.Failures);
    }

    [Fact]
    public async Task WaitAsync_ChildWasRefusedForLackOfTime_IsThatFailureAndCancelsTheSiblings()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        await using var group = new TaskGroup(ctx);
        group.Run(static async ctx => await ctx.Done);
        group.Run(static ctx => throw new DeadlineExceededException("too little time left", null, ctx.Token));

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));

        Assert.Equal("too little time left", thrown.Message);
        Assert.Same(thrown, Assert.Single(group.Failures));
    }

    [Fact]
    public async Task WaitAsync_CanceledWhenAllHadDoneTheirWork_Succeeds()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using var group = new TaskGroup(ctx);
        group.Run(ctx => ctx.Done);

        scope.Cancel();

        await Bounded.WaitAsync(group.WaitAsync(), "the group");
    }

    [Fact]
    public async Task WaitAsync_RealFailureBesideACancelFromOutside_IsNotBuried()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using var group = new TaskGroup(ctx);
        group.Run(async ctx =>
        {
            await ctx.Done;
            ctx.ThrowIfDone();
        });
        group.Run(async ctx =>
        {
            await ctx.Done;
            throw _failure;
        });

        scope.Cancel();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group")));
    }

    [Fact, Trait("Behaviour", "B141")]
    public async Task WaitAsync_AllSucceed_EndsTheContextOfTheGroup()
    {
        Context seen = default;
        await using var group = new TaskGroup(Root);
        group.Run(ctx =>
        {
            seen = ctx;
            return Task.CompletedTask;
        });

        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.Equal(ContextStatus.Canceled, seen.Status);
        Assert.IsType<ContextCanceledException>(seen.Cause);
    }

    [Fact]
    public async Task Run_FromInsideAChild_IsWaitedForToo()
    {
        bool hasRun = false;
        await using var group = new TaskGroup(Root);
        group.Run(async _ =>
        {
            await Task.Yield();
            group.Run(async _ =>
            {
                await Task.Yield();
                hasRun = true;
            });
        });

        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.True(hasRun);
    }

    [Fact]
    public async Task Run_AfterTheEnd_SaysSo()
    {
        await using var group = new TaskGroup(Root);
        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Action[] ways = [() => group.Run(_ => Task.CompletedTask), () => group.TryRun(_ => Task.CompletedTask), () => group.RunWhenFreeAsync(_ => Task.CompletedTask)];

        Assert.All(ways, way =>
            Assert.Equal("The group has already been waited for; create a new one.", Assert.Throws<InvalidOperationException>(way).Message));
    }

    [Fact]
    public async Task Run_GroupIsCanceled_ChildIsNotStartedAndWaitingSaysSo()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using var group = new TaskGroup(ctx);
        scope.Cancel();
        bool hasRun = false;

        group.Run(_ =>
        {
            hasRun = true;
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));
        Assert.False(hasRun);
    }

    [Fact]
    public async Task Run_ChildIsSynchronous_CallerIsNotHeldUp()
    {
        using var hold = new ManualResetEventSlim();
        await using var group = new TaskGroup(Root);

        group.Run(_ =>
        {
            hold.Wait(Bounded.Limit, TestContext.Current.CancellationToken);
            return Task.CompletedTask;
        });
        hold.Set();

        await Bounded.WaitAsync(group.WaitAsync(), "the group");
    }

    [Fact]
    public async Task Run_Child_HasTheValuesAndTheAmbientStateOfItsCaller()
    {
        var ambient = new AsyncLocal<string?> { Value = "the caller's" };
        string? value = null;
        string? flowed = null;
        await using var group = new TaskGroup(Root.WithValue(_tenant, "first"));

        group.Run(ctx =>
        {
            ctx.TryGetValue(_tenant, out value);
            flowed = ambient.Value;
            return Task.CompletedTask;
        });
        await Bounded.WaitAsync(group.WaitAsync(), "the group");

        Assert.Equal(("first", "the caller's"), (value, flowed));
    }

    [Fact]
    public async Task Run_ChildReturnsNull_IsAFailureThatSaysSo()
    {
        await using var group = new TaskGroup(Root);
        group.Run(_ => null!);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group"));
        Assert.Equal("The child of a group returned null; it must return a task.", e.Message);
    }

    [Fact]
    public async Task Run_Null_Throws()
    {
        await using var group = new TaskGroup(Root);

        Assert.Throws<ArgumentNullException>("child", () => group.Run(null!));
        Assert.Throws<ArgumentNullException>("child", () => group.TryRun(null!));
        Assert.Throws<ArgumentNullException>("child", () => { _ = group.RunWhenFreeAsync(null!); });
    }

    [Fact]
    public async Task WaitAsync_Twice_IsTheSameTask()
    {
        await using var group = new TaskGroup(Root);

        Assert.Same(group.WaitAsync(), group.WaitAsync());
    }
}
