using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Waiting;

public sealed class HandleWaitTests
{
    [Fact]
    public async Task WaitAsync_HandleIsSignaled_Completes()
    {
        using var handle = new ManualResetEvent(false);
        using var scope = Context.Background.WithCancel(out var ctx);
        var wait = ctx.WaitAsync(handle);

        handle.Set();

        await Bounded.WaitAsync(wait, "the handle");
    }

    [Fact]
    public async Task WaitAsync_Canceled_Throws()
    {
        using var handle = new AutoResetEvent(false);
        var scope = Context.Background.WithCancel(out var ctx);
        var wait = ctx.WaitAsync(handle, "the other process");

        scope.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(wait, "the wait"));
        Assert.StartsWith("context canceled: the other process, ", thrown.Message);
    }

    [Fact]
    public async Task WaitAsync_ContextIsDone_TakesNoSignal()
    {
        using var handle = new AutoResetEvent(true);
        var scope = Context.Background.WithCancel(out var ctx);
        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => ctx.WaitAsync(handle));

        Assert.True(handle.WaitOne(TimeSpan.Zero));
    }

    [Fact]
    public async Task WaitAsync_CanceledAndSignaledLater_SignalIsStillThere()
    {
        using var handle = new AutoResetEvent(false);
        var scope = Context.Background.WithCancel(out var ctx);
        var wait = ctx.WaitAsync(handle);
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(wait, "the wait"));

        handle.Set();

        Assert.True(handle.WaitOne(TimeSpan.Zero));
    }

    [Fact]
    public async Task WaitAsync_CancelRacesWithSignal_SignalIsTakenOrStillThere()
    {
        using var handle = new AutoResetEvent(false);
        for (var round = 0; round < 500; round++)
        {
            var scope = Context.Background.WithCancel(out var ctx);
            var wait = ctx.WaitAsync(handle);
            var signal = Task.Run(handle.Set);
            scope.Cancel();
            await signal;

            var outcome = await Record.ExceptionAsync(() => Bounded.WaitAsync(wait, "the wait"));

            // Never both, never neither.
            Assert.Equal(outcome is not null, handle.WaitOne(TimeSpan.Zero));
        }
    }

    [Fact]
    public void WaitAsync_Mutex_IsRefused()
    {
        using var mutex = new Mutex();

        Assert.Throws<ArgumentException>("handle", () => { _ = Context.Background.WaitAsync(mutex); });
    }
}
