using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Errors;

/// <summary>The two errors as types: Go compares sentinels by identity, .NET catches by type.</summary>
public sealed class ErrorTypeTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B14")]
    public void ContextCanceledException_Bare_SaysContextCanceled()
    {
        var exception = new ContextCanceledException();

        Assert.Equal("context canceled", exception.Message);
        Assert.Null(exception.InnerException);
    }

    [Fact, Trait("Behaviour", "B15")]
    public void DeadlineExceededException_Bare_SaysContextDeadlineExceeded() =>
        Assert.Equal("context deadline exceeded", new DeadlineExceededException().Message);

    [Fact]
    public void Exceptions_MadeByHand_KeepWhatTheyAreGiven()
    {
        var cause = new InvalidOperationException("why");
        using var source = new CancellationTokenSource();

        Assert.Equal("text", new ContextCanceledException("text").Message);
        Assert.Equal("text", new DeadlineExceededException("text").Message);
        Assert.Same(cause, new ContextCanceledException("text", cause).InnerException);
        Assert.Same(cause, new DeadlineExceededException("text", cause).InnerException);
        Assert.Equal(source.Token, new ContextCanceledException("text", cause, source.Token).CancellationToken);
        Assert.Equal(source.Token, new DeadlineExceededException("text", cause, source.Token).CancellationToken);
    }

    [Fact, Trait("Behaviour", "B14"), Trait("Behaviour", "B16")]
    public void ToException_OfACancel_IsNoTimeout()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);

        scope.Cancel();

        Exception exception = ctx.ToException()!;
        Assert.IsType<ContextCanceledException>(exception);
        Assert.Null(exception.InnerException);
        Assert.False(exception.IsDeadlineExceeded());
    }

    [Fact, Trait("Behaviour", "B16"), Trait("Behaviour", "B17")]
    public void ToException_OfADeadline_IsWhatDotNetTakesForATimeout()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);

        _clock.Advance(TimeSpan.FromSeconds(1));

        // As HttpClient reports its own timeout: a cancellation with a TimeoutException inside.
        OperationCanceledException exception = Assert.IsAssignableFrom<OperationCanceledException>(ctx.ToException());
        Assert.IsType<TimeoutException>(exception.InnerException);
    }

    [Fact, Trait("Behaviour", "B18")]
    public void ToException_Caught_IsToldApartByTypeAlone()
    {
        using CancelScope timing = Root.WithTimeout(TimeSpan.Zero, out Context timed);
        using CancelScope canceling = Root.WithCancel(out Context canceled);
        canceling.Cancel();

        static string Catch(Context ctx)
        {
            try
            {
                ctx.ThrowIfDone();
                return "live";
            }
            catch (DeadlineExceededException)
            {
                return "deadline";
            }
            catch (ContextCanceledException)
            {
                return "canceled";
            }
        }

        Assert.Equal("deadline", Catch(timed));
        Assert.Equal("canceled", Catch(canceled));
        Assert.Equal("live", Catch(Root));
    }

    [Fact]
    public void ToException_OfAnyEnd_CarriesTheContextsToken()
    {
        using var source = new CancellationTokenSource();
        using CancelScope timing = Root.WithTimeout(TimeSpan.Zero, out Context timed);
        using CancelScope canceling = Root.WithCancel(out Context canceled);
        using CancelScope deriving = canceled.WithCancel(out Context child);
        canceling.Cancel();
        source.Cancel();

        Assert.All(
            [timed, canceled, child, Context.From(source.Token)],
            ctx => Assert.Equal(ctx.Token, ((OperationCanceledException)ctx.ToException()!).CancellationToken));
    }

    [Fact]
    public async Task ThrowIfDone_InsideTaskRunOfThatContext_EndsTheTaskCanceled()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        var isRunning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var mayGoOn = new ManualResetEventSlim();
        Task task = Task.Run(
            () =>
            {
                isRunning.SetResult();
                Assert.True(mayGoOn.Wait(Bounded.Limit, CancellationToken.None));
                ctx.ThrowIfDone();
            },
            ctx);
        await Bounded.WaitAsync(isRunning.Task, "the task to run");

        scope.Cancel();
        mayGoOn.Set();
        await Bounded.WaitAsync(task.ContinueWith(static _ => { }, TaskScheduler.Default), "the task to end");

        Assert.Equal(TaskStatus.Canceled, task.Status);
    }

    [Fact]
    public async Task ThrowIfDone_InsideTaskRunPastItsDeadline_EndsTheTaskCanceled()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        var isRunning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var mayGoOn = new ManualResetEventSlim();
        Task task = Task.Run(
            () =>
            {
                isRunning.SetResult();
                Assert.True(mayGoOn.Wait(Bounded.Limit, CancellationToken.None));
                ctx.ThrowIfDone();
            },
            ctx);
        await Bounded.WaitAsync(isRunning.Task, "the task to run");

        _clock.Advance(TimeSpan.FromSeconds(1));
        mayGoOn.Set();
        await Bounded.WaitAsync(task.ContinueWith(static _ => { }, TaskScheduler.Default), "the task to end");

        Assert.Equal(TaskStatus.Canceled, task.Status);
    }

    [Fact]
    public async Task ThrowIfDone_InsideAnAsyncMethod_EndsItsTaskCanceled()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);

        async Task RunAsync()
        {
            await Task.Yield();
            ctx.ThrowIfDone("work");
        }

        Task task = RunAsync();
        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(task, "the method"));

        Assert.Equal(TaskStatus.Canceled, task.Status);
        Assert.StartsWith("context deadline exceeded: work, ", thrown.Message);
    }
}
