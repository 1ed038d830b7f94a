using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>What comes of work that nobody waits for any more. Runs alone: unobserved exceptions are the process's.</summary>
[Collection(nameof(Alone))]
public sealed class FlightLateResultTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Upstream _upstream = new();
    private readonly ConcurrentQueue<string> _dropped = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task OnAbandoned_ResultAfterTheLastCallerLeft_GetsItOnce()
    {
        Flight<string, string> flight = NewFlight(Drop);
        Execution execution = await AbandonAsync(flight);

        execution.Ending.SetResult("late");

        Spin.Until(() => !_dropped.IsEmpty);
        Assert.Equal("late", Assert.Single(_dropped));
    }

    [Fact]
    public async Task OnAbandoned_ResultAfterTheLimit_GetsIt()
    {
        var flight = new Flight<string, string>(new() { Limit = TimeSpan.FromSeconds(1), OnAbandoned = Drop });
        Task<string> caller = flight.RunAsync(Root, "report", _upstream.IgnoreAsync);
        Execution execution = await _upstream.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<FlightTimeoutException>(() => Bounded.WaitAsync(caller, "the caller"));

        execution.Ending.SetResult("late");

        Spin.Until(() => !_dropped.IsEmpty);
        Assert.Equal("late", Assert.Single(_dropped));
    }

    [Fact]
    public async Task OnAbandoned_ResultWasHandedToSomebody_IsLeftAlone()
    {
        Flight<string, string> flight = NewFlight(Drop);
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> leaver = flight.RunAsync(ctx, "report", _upstream.IgnoreAsync);
        Task<string> stayer = flight.RunAsync(Root, "report", _upstream.IgnoreAsync);
        Execution execution = await _upstream.NextAsync();
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(leaver, "who leaves"));

        execution.Ending.SetResult("in time");

        Assert.Equal("in time", await Bounded.WaitAsync(stayer, "who stays"));
        Assert.Empty(_dropped);
    }

    [Fact]
    public async Task OnAbandoned_Throws_IsReported()
    {
        var told = new ConcurrentQueue<object>();
        EventHandler<UnhandledExceptionEventArgs> handler = (_, e) => told.Enqueue(e.ExceptionObject);
        var failure = new InvalidOperationException("cannot be dropped");
        ContextDiagnostics.CallbackFailed += handler;
        try
        {
            Execution execution = await AbandonAsync(NewFlight(_ => throw failure));

            execution.Ending.SetResult("late");
            Spin.Until(() => !told.IsEmpty);
        }
        finally
        {
            ContextDiagnostics.CallbackFailed -= handler;
        }

        Assert.Same(failure, Assert.Single(told));
    }

    [Fact]
    public async Task RunAsync_WorkFailsAfterTheLastCallerLeft_NoExceptionIsUnobserved()
    {
        var unobserved = new ConcurrentQueue<AggregateException>();
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            WeakReference task = await AbandonAndFailAsync();
            await Collector.UntilGoneAsync(task, "the task of the work that failed");
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }

        Assert.DoesNotContain(unobserved, e => e.Flatten().InnerExceptions.Any(inner => inner is IOException));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> AbandonAndFailAsync()
    {
        var flight = new Flight<string, string>();
        using CancelScope scope = Root.WithCancel(out Context ctx);
        var ending = new TaskCompletionSource<string>();
        var begun = new TaskCompletionSource();
        Task<string> caller = flight.RunAsync(ctx, "report", (_, _) =>
        {
            begun.SetResult();
            return ending.Task;
        });
        await Bounded.WaitAsync(begun.Task, "the work");
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));
        ending.SetException(new IOException("cut off"));
        return new WeakReference(ending.Task);
    }

    private static Flight<string, string> NewFlight(Func<string, ValueTask> drop) => new(new() { OnAbandoned = drop });

    private ValueTask Drop(string result)
    {
        _dropped.Enqueue(result);
        return ValueTask.CompletedTask;
    }

    private async Task<Execution> AbandonAsync(Flight<string, string> flight)
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<string> caller = flight.RunAsync(ctx, "report", _upstream.IgnoreAsync);
        Execution execution = await _upstream.NextAsync();
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));
        return execution;
    }
}
