using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Callbacks;

/// <summary>What a callback throws reaches someone, once, and never who cancels. Runs alone: the ways it is told are the process's.</summary>
[Collection(nameof(Alone))]
public sealed class CallbackFailureTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InvalidOperationException _failure = new("the callback's failure");

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task CallbackFailed_SyncCallbackThrows_IsToldOnceAndCancelIsNot()
    {
        var told = await CancelAsync(ctx => ctx.Register((Action)(() => throw _failure)));

        Assert.Same(_failure, Assert.Single(told));
    }

    [Fact]
    public async Task CallbackFailed_CallbackWithStateThrows_IsTold()
    {
        var told = await CancelAsync(ctx => ctx.Register(static failure => throw failure, (Exception)_failure));

        Assert.Same(_failure, Assert.Single(told));
    }

    [Fact]
    public async Task CallbackFailed_AsyncCallbackThrowsAfterAnAwait_IsTold()
    {
        var told = await CancelAsync(ctx => ctx.Register(async () =>
        {
            await Task.Yield();
            throw _failure;
        }));

        Assert.Same(_failure, Assert.Single(told));
    }

    [Fact]
    public async Task CallbackFailed_TaskCallbackThrowsBeforeItHasATask_IsTold()
    {
        var told = await CancelAsync(ctx => ctx.Register(ThrowAtOnce));

        Assert.Same(_failure, Assert.Single(told));

        Task ThrowAtOnce() => throw _failure;
    }

    [Fact]
    public async Task CallbackFailed_TaskWithSeveralFaults_EachIsTold()
    {
        var other = new InvalidOperationException("the other failure");

        var told = await CancelAsync(ctx => ctx.Register(() => Task.WhenAll(Task.FromException(_failure), Task.FromException(other))));

        Assert.Equal([_failure, other], told);
    }

    [Fact]
    public async Task CallbackFailed_TokenCallbackThrows_IsTold()
    {
        var told = await CancelAsync(ctx => ctx.Token.Register(() => throw _failure));

        Assert.Same(_failure, Assert.Single(told));
    }

    [Fact]
    public async Task CallbackFailed_SeveralTokenCallbacksThrow_EachIsToldAndTheOthersRun()
    {
        var other = new InvalidOperationException("the other failure");
        int runs = 0;

        var told = await CancelAsync(ctx =>
        {
            ctx.Token.Register(() => runs++);
            ctx.Token.Register(() => throw other);
            ctx.Token.Register(() => runs++);
            ctx.Token.Register(() => throw _failure);
        });

        Assert.Equal([_failure, other], told);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task CallbackFailed_OneOfManyThrows_TheOthersRun()
    {
        int runs = 0;

        var told = await CancelAsync(ctx =>
        {
            ctx.Register(() => Interlocked.Increment(ref runs));
            ctx.Register((Action)(() => throw _failure));
            ctx.Register(() => Interlocked.Increment(ref runs));
        });

        Assert.Single(told);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task CallbackFailed_DeadlinesCallbackThrows_IsToldAndTheClockGoesOn()
    {
        var told = new ConcurrentQueue<object>();
        using var subscription = new Subscription(told.Enqueue);
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        using var registration = ctx.Register((Action)(() => throw _failure));
        using var later = Root.WithTimeout(TimeSpan.FromSeconds(2), out var second);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();

        Assert.Same(_failure, Assert.Single(told));
        Assert.True(second.IsDone);
    }

    [Fact]
    public async Task CallbackFailed_CallbackIsCanceled_NobodyIsTold()
    {
        var told = await CancelAsync(ctx => ctx.Register(async () =>
        {
            await Task.Yield();
            ctx.ThrowIfDone();
        }));

        Assert.Empty(told);
    }

    [Fact]
    public async Task CallbackFailed_HandlerThrows_OtherCallbacksRunAndBothExceptionsAreLeftUnobserved()
    {
        var thrownByHandler = new InvalidOperationException("the handler's failure");
        int runs = 0;
        using var unobserved = new Unobserved(_failure);
        using (new Subscription(_ => throw thrownByHandler))
        {
            await CancelUntoldAsync(ctx =>
            {
                ctx.Register((Action)(() => throw _failure));
                ctx.Register(() => Interlocked.Increment(ref runs));
            });
        }

        await Collector.UntilAsync(() => unobserved.Seen is not null, "the unobserved exceptions");
        Assert.Contains(thrownByHandler, unobserved.Seen!.Flatten().InnerExceptions);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task CallbackFailed_NobodySubscribed_IsLeftUnobserved()
    {
        using var unobserved = new Unobserved(_failure);

        await CancelUntoldAsync(ctx => ctx.Register((Action)(() => throw _failure)));

        await Collector.UntilAsync(() => unobserved.Seen is not null, "the unobserved exception");
    }

    [Fact]
    public async Task CallbackFailed_NobodySubscribedAndTheTokensCallbackThrows_IsLeftUnobserved()
    {
        using var unobserved = new Unobserved(_failure);

        await CancelUntoldAsync(ctx => ctx.Token.Register(() => throw _failure));

        await Collector.UntilAsync(() => unobserved.Seen is not null, "the unobserved exception");
    }

    [Fact]
    public async Task EventSource_CallbackThrows_WritesWhereAndWhat()
    {
        using var listener = new PlumblineListener();

        await CancelAsync(ctx => ctx.Register((Action)(() => throw _failure)));

        EventWrittenEventArgs written = Assert.Single(listener.Events, e => e.EventName == "CallbackFailed");
        Assert.Equal(EventLevel.Error, written.Level);
        Assert.Contains(nameof(EventSource_CallbackThrows_WritesWhereAndWhat), (string)written.Payload![0]!);
        Assert.Equal(typeof(InvalidOperationException).FullName, written.Payload[1]);
        Assert.Contains(_failure.Message, (string)written.Payload[2]!);
    }

    /// <summary>Cancels a context with what is registered on it, and returns what was told of failures.</summary>
    private async Task<object[]> CancelAsync(Action<Context> register)
    {
        var told = new ConcurrentQueue<object>();
        using var subscription = new Subscription(told.Enqueue);
        await CancelUntoldAsync(register);
        return [.. told];
    }

    private async Task CancelUntoldAsync(Action<Context> register)
    {
        var scope = Root.WithCancel(out var ctx);
        register(ctx);
        scope.Cancel();
        await SettleAsync();
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");

    private sealed class Subscription : IDisposable
    {
        private readonly EventHandler<UnhandledExceptionEventArgs> _handler;

        internal Subscription(Action<object> told)
        {
            _handler = (sender, e) =>
            {
                Assert.Null(sender);
                Assert.False(e.IsTerminating);
                told(e.ExceptionObject);
            };
            ContextDiagnostics.CallbackFailed += _handler;
        }

        public void Dispose() => ContextDiagnostics.CallbackFailed -= _handler;
    }

    /// <summary>Watches for the unobserved exception that has the expected one in it.</summary>
    private sealed class Unobserved : IDisposable
    {
        private readonly Exception _expected;
        private AggregateException? _seen;

        internal Unobserved(Exception expected)
        {
            _expected = expected;
            TaskScheduler.UnobservedTaskException += OnUnobserved;
        }

        internal AggregateException? Seen => Volatile.Read(ref _seen);

        public void Dispose() => TaskScheduler.UnobservedTaskException -= OnUnobserved;

        private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.Flatten().InnerExceptions.Contains(_expected))
            {
                Volatile.Write(ref _seen, e.Exception);
            }
        }
    }
}
