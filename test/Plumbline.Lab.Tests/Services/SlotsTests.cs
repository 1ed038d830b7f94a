using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Services;

public sealed class SlotsTests : IDisposable
{
    private readonly Slots _slots = new(count: 1);

    public void Dispose() => _slots.Dispose();

    [Fact]
    public async Task EnterAsync_AllTaken_WaitsForItsTurn()
    {
        var first = await _slots.EnterAsync(TestContext.Current.CancellationToken);

        var second = _slots.EnterAsync(TestContext.Current.CancellationToken);
        var waiting = (second.IsCompleted, _slots.Busy.Now, _slots.Waiting.Now);
        first.Dispose();
        using var turn = await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((false, 1, 1), waiting);
        Assert.Equal((1, 0), (_slots.Busy.Now, _slots.Waiting.Now));
    }

    [Fact]
    public async Task EnterAsync_Canceled_LeavesTheQueue()
    {
        using var first = await _slots.EnterAsync(TestContext.Current.CancellationToken);
        using var leaving = new CancellationTokenSource();
        var second = _slots.EnterAsync(leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal((1, 0), (_slots.Busy.Now, _slots.Waiting.Now));
    }
}
