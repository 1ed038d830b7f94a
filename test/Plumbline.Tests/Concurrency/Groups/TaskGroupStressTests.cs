using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>What meets in a group within nanoseconds, many thousand times.</summary>
public sealed class TaskGroupStressTests
{
    private const int Rounds = 10_000;

    [Fact]
    public void Run_AgainstWait_ChildIsRefusedOrWaitedFor()
    {
        Duel.Run(
            Rounds,
            _ => new Round(),
            round => round.Wait = round.Group.WaitAsync(),
            round => round.RunOrBeRefused(),
            round =>
            {
                Spin.Until(() => round.Wait!.IsCompleted);
                Assert.True(round.Wait!.IsCompletedSuccessfully);
                Assert.NotEqual(round.IsRefused, round.HasRun);
            });
    }

    [Fact]
    public void Run_TwoFailAtOnce_TheFirstIsTheCauseAndBothAreKept()
    {
        var one = new InvalidOperationException("one");
        var other = new InvalidOperationException("other");
        for (int i = 0; i < 2_000; i++)
        {
            Context seen = default;
            var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var group = new TaskGroup(Context.Background);
            group.Run(async ctx =>
            {
                seen = ctx;
                await both.Task;
                throw one;
            });
            group.Run(async _ =>
            {
                await both.Task;
                throw other;
            });
            both.SetResult();

            Task wait = group.WaitAsync();
            Spin.Until(() => wait.IsCompleted);

            Assert.Equal(2, wait.Exception!.InnerExceptions.Count);
            Assert.Same(group.Failures[0], seen.Cause);
            Assert.Same(group.Failures[0], wait.Exception.InnerException);
        }
    }

    [Fact]
    public async Task RunWhenFreeAsync_FromManyThreadsWhileTheContextEnds_EveryCallIsAnswered()
    {
        for (int i = 0; i < 200; i++)
        {
            using CancelScope scope = Context.Background.WithCancel(out Context ctx);
            await using var group = new TaskGroup(ctx, new() { Limit = 2 });
            Task[] producers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => ProduceAsync(group)))];

            scope.Cancel();

            await Bounded.WaitAsync(Task.WhenAll(producers), "every call to be answered");
            await Bounded.WaitAsync(group.WaitAsync().ContinueWith(static _ => { }, TaskScheduler.Default), "the group");
        }

        static async Task ProduceAsync(TaskGroup group)
        {
            try
            {
                for (int i = 0; i < 20; i++)
                {
                    await group.RunWhenFreeAsync(static async _ => await Task.Yield());
                }
            }
            catch (ContextCanceledException)
            {
                // As it may be.
            }
        }
    }

    private sealed class Round
    {
        internal TaskGroup Group { get; } = new(Context.Background);

        internal Task? Wait { get; set; }

        internal bool HasRun { get; private set; }

        internal bool IsRefused { get; private set; }

        internal void RunOrBeRefused()
        {
            try
            {
                Group.Run(_ =>
                {
                    HasRun = true;
                    return Task.CompletedTask;
                });
            }
            catch (InvalidOperationException)
            {
                IsRefused = true;
            }
        }
    }
}
