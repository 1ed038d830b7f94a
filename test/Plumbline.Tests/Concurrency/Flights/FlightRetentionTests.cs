using System.Runtime.CompilerServices;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>A flight, and contexts of callers, that live as long as the program: nothing that is over is kept by them.</summary>
public sealed class FlightRetentionTests
{
    private readonly Flight<string, object> _flight = new();

    [Fact]
    public async Task RunAsync_HasLanded_ResultIsCollectable()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context caller);

        WeakReference result = await LandAsync(caller);

        await Collector.UntilGoneAsync(result, "the result of a flight");
        Assert.Equal(0, _flight.CountRuns());
        Assert.Equal(0, caller.Signal!.ChildCount);
    }

    [Fact]
    public async Task RunAsync_WasAbandoned_ItsContextIsCollectableWhileOthersRun()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context caller);

        WeakReference ctx = await AbandonAsync(caller);

        await Collector.UntilGoneAsync(ctx, "the context of a flight");
        Assert.Equal(0, _flight.CountRuns());
        Assert.Equal(0, caller.Signal!.ChildCount);
    }

    [Fact]
    public async Task RunAsync_CallerLeft_IsCollectableWhileTheWorkRuns()
    {
        var ending = new TaskCompletionSource<object>();
        Task<object> stayer = _flight.RunAsync(Context.Background, "report", (_, _) => ending.Task);

        WeakReference left = await JoinAndLeaveAsync();

        await Collector.UntilGoneAsync(left, "the task of a caller that left");
        ending.SetResult(new object());
        await Bounded.WaitAsync(stayer, "the other caller");
    }

    [Fact]
    public async Task RunAsync_JoinsWhatIsUnderWay_AllocatesItsFourSmallObjects()
    {
        // The caller's own context; then the caller, its task, what is registered on its context, and what that calls.
        const int Budget = 128 + 88 + 72 + 176 + 32;
        var ending = new TaskCompletionSource<object>();
        Task<object> first = _flight.RunAsync(Context.Background, "report", (_, _) => ending.Task);

        long bytes = Allocated.Bytes(() =>
        {
            using CancelScope scope = Context.Background.WithCancel(out Context ctx);
            _ = _flight.RunAsync(ctx, "report", ending, static (_, _, ending) => ending.Task);
        });

        Assert.InRange(bytes, 1, Budget);
        ending.SetResult(new object());
        await Bounded.WaitAsync(first, "the first caller");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> LandAsync(Context caller) =>
        new(await Bounded.WaitAsync(_flight.RunAsync(caller, "report", static (_, _) => Task.FromResult(new object())), "the flight"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> AbandonAsync(Context caller)
    {
        using CancelScope scope = caller.WithCancel(out Context ctx);
        var begun = new TaskCompletionSource<Context>();
        Task<object> left = _flight.RunAsync(ctx, "report", async (ctx, _) =>
        {
            begun.SetResult(ctx);
            await ctx.Done;
            throw ctx.ToException()!;
        });
        Context own = await Bounded.WaitAsync(begun.Task, "the work");
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(left, "the caller"));
        return new WeakReference(own.Signal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> JoinAndLeaveAsync()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        Task<object> left = _flight.RunAsync(ctx, "report", static (_, _) => throw new InvalidOperationException("nobody starts here"));
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(left, "the caller"));
        return new WeakReference(left);
    }
}
