using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>Results: all in order, each as it comes, or those that were there in time.</summary>
public sealed class TaskGroupResultTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource<int>[] _children = [new(), new(), new()];
    private readonly InvalidOperationException _failure = new("down");

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task WaitAsync_ChildrenEndInAnotherOrder_GivesResultsInTheirs()
    {
        await using TaskGroup<int> group = NewGroup(Root);
        Task<int[]> wait = group.WaitAsync();

        _children[2].SetResult(2);
        _children[0].SetResult(0);
        _children[1].SetResult(1);

        int[] results = await Bounded.WaitAsync(wait, "the group");
        Assert.Equal([0, 1, 2], results);
        Assert.Same(wait, group.WaitAsync());
    }

    [Fact]
    public async Task WaitAsync_OneFails_ThrowsAndSiblingsAreCanceled()
    {
        await using TaskGroup<int> group = NewGroup(Root);

        _children[1].SetException(_failure);

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(group.WaitAsync(), "the group")));
        Assert.Single(group.Failures);
    }

    [Fact]
    public async Task WaitAsync_GroupSupervises_OthersRunOnAndThenTheFailureIsThrown()
    {
        await using TaskGroup<int> group = NewGroup(Root, new() { Supervises = true });
        Task<int[]> wait = group.WaitAsync();

        _children[1].SetException(_failure);
        Spin.Until(() => group.Failures.Count == 1);
        bool wasOver = wait.IsCompleted;
        _children[0].SetResult(0);
        _children[2].SetResult(2);

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(wait, "the group")));
        Assert.False(wasOver);
    }

    [Fact]
    public async Task ReadAllAsync_ChildrenEndInAnotherOrder_GivesEachAsItComes()
    {
        await using TaskGroup<int> group = NewGroup(Root);
        await using IAsyncEnumerator<int> results = group.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        int[] seen = [await NextAsync(results, 2), await NextAsync(results, 0), await NextAsync(results, 1)];

        Assert.Equal([2, 0, 1], seen);
        Assert.False(await Bounded.WaitAsync(results.MoveNextAsync().AsTask(), "the end"));
    }

    [Fact]
    public async Task ReadAllAsync_OneFails_GivesWhatThereIsAndThenThrows()
    {
        await using TaskGroup<int> group = NewGroup(Root);
        await using IAsyncEnumerator<int> results = group.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        int first = await NextAsync(results, 1);
        _children[0].SetException(_failure);

        Assert.Equal(1, first);
        Assert.Same(
            _failure,
            await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.WaitAsync(results.MoveNextAsync().AsTask(), "the failure")));
    }

    [Fact]
    public async Task ReadAllAsync_LeftAfterTheFirst_CancelsTheOthers()
    {
        await using TaskGroup<int> group = NewGroup(Root);
        _children[1].SetResult(1);
        int first = -1;

        await foreach (int result in group.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            first = result;
            break;
        }

        await Bounded.WaitAsync(group.DisposeAsync().AsTask(), "the others to end");
        Assert.Equal(1, first);
    }

    [Fact]
    public async Task ReadAllAsync_TokenOfTheEnumeratorIsCanceled_Ends()
    {
        using var source = new CancellationTokenSource();
        await using TaskGroup<int> group = NewGroup(Root);
        await using IAsyncEnumerator<int> results = group.ReadAllAsync(source.Token).GetAsyncEnumerator(CancellationToken.None);
        Task<bool> next = results.MoveNextAsync().AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(next, "the enumerator"));
    }

    [Fact]
    public async Task WaitPartialAsync_DeadlinePasses_GivesTheBestSoFarInOrder()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        _children[2].SetResult(2);
        _children[0].SetResult(0);
        await using TaskGroup<int> group = NewGroup(ctx, new() { Limit = 3 });
        Task<PartialResults<int>> wait = group.WaitPartialAsync();

        // Two of three slots are free again once those two children have ended.
        Spin.Until(() => group.TryRun(_ => Task.FromResult(3)) && group.TryRun(_ => Task.FromResult(4)));
        _clock.Advance(TimeSpan.FromSeconds(1));

        PartialResults<int> results = await Bounded.WaitAsync(wait, "the group");
        Assert.Equal([0, 2], results.Values.Where(static value => value < 3));
        Assert.False(results.IsComplete);
        Assert.Empty(results.Failures);
    }

    [Fact]
    public async Task WaitPartialAsync_AllInTime_IsComplete()
    {
        await using TaskGroup<int> group = NewGroup(Root);
        Array.ForEach(_children, child => child.SetResult(1));

        PartialResults<int> results = await Bounded.WaitAsync(group.WaitPartialAsync(), "the group");

        Assert.Equal([1, 1, 1], results.Values);
        Assert.True(results.IsComplete);
    }

    [Fact]
    public async Task WaitPartialAsync_CanceledFromOutside_IsNotSwallowed()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        await using TaskGroup<int> group = NewGroup(ctx);
        _children[0].SetResult(0);

        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(group.WaitPartialAsync(), "the group"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitPartialAsync_OneFails_IsThrownButOfASupervisorIsInTheResults(bool supervises)
    {
        await using TaskGroup<int> group = NewGroup(Root, new() { Supervises = supervises });
        _children[1].SetException(_failure);
        Spin.Until(() => group.Failures.Count == 1);
        _children[0].TrySetResult(0);
        _children[2].TrySetResult(2);

        Task<PartialResults<int>> wait = group.WaitPartialAsync();
        await Bounded.WaitAsync(wait.ContinueWith(static _ => { }, TaskScheduler.Default), "the group");

        Assert.Equal(supervises ? null : _failure, wait.Exception?.InnerException);
        Assert.Equal(supervises, wait.IsCompletedSuccessfully && (await wait).Failures.Single() == _failure && !(await wait).IsComplete);
    }

    [Fact]
    public async Task WaitPartialAsync_FailureWentToOnFailure_IsNotComplete()
    {
        await using TaskGroup<int> group = NewGroup(Root, new() { Supervises = true, OnFailure = static _ => { } });
        _children[1].SetException(_failure);
        _children[0].SetResult(0);
        _children[2].SetResult(2);

        PartialResults<int> partial = await Bounded.WaitAsync(group.WaitPartialAsync(), "the group");

        Assert.Equal([0, 2], partial.Values);
        Assert.Empty(partial.Failures);
        Assert.False(partial.IsComplete);
    }

    [Fact]
    public async Task Results_TakenInASecondWay_SaysSo()
    {
        await using TaskGroup<int> group = NewGroup(Root);
        _ = group.ReadAllAsync(TestContext.Current.CancellationToken);

        const string Message = "The results of the group were taken already; they can be taken once, in one way.";
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => { _ = group.WaitAsync(); }).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => { _ = group.WaitPartialAsync(); }).Message);
        Assert.Equal(Message, Assert.Throws<InvalidOperationException>(() => group.ReadAllAsync(TestContext.Current.CancellationToken)).Message);
        Array.ForEach(_children, child => child.TrySetResult(0));
    }

    [Fact]
    public async Task TryRunAndRunWhenFreeAsync_OfAResultGroup_GiveResultsToo()
    {
        await using var group = new TaskGroup<int>(Root, new() { Limit = 2 });
        Assert.True(group.TryRun(_ => Task.FromResult(1)));
        await Bounded.WaitAsync(group.RunWhenFreeAsync(_ => Task.FromResult(2)), "the slot");

        int[] results = await Bounded.WaitAsync(group.WaitAsync(), "the group");
        Assert.Equal([1, 2], results);
    }

    private TaskGroup<int> NewGroup(Context ctx, TaskGroupOptions? options = null)
    {
        var group = new TaskGroup<int>(ctx, options);
        Array.ForEach(_children, child => group.Run(ctx => child.Task.WaitAsync(ctx.Token)));
        return group;
    }

    private Task<int> NextAsync(IAsyncEnumerator<int> results, int child)
    {
        _children[child].SetResult(child);
        return Bounded.WaitAsync(MoveAsync(), $"the result of child {child}");

        async Task<int> MoveAsync() => await results.MoveNextAsync() ? results.Current : -1;
    }
}
