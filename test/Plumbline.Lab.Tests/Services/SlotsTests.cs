using System.Diagnostics.Metrics;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Services;

public sealed class SlotsTests : IDisposable
{
    private readonly Meter _meter = new(MeterReader.LabMeter);
    private readonly MeterReader _reader;
    private readonly Slots _slots;

    public SlotsTests()
    {
        _reader = new MeterReader(_meter);
        _slots = new Slots(count: 1, _meter);
    }

    private (int Busy, int Waiting) Counts =>
        (_reader.UpAndDown(Slots.BusyInstrument).Now, _reader.UpAndDown(Slots.WaitingInstrument).Now);

    public void Dispose()
    {
        _slots.Dispose();
        _reader.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task EnterAsync_AllTaken_WaitsForItsTurn()
    {
        var first = await _slots.EnterAsync(TestContext.Current.CancellationToken);

        var second = _slots.EnterAsync(TestContext.Current.CancellationToken);
        var waiting = (second.IsCompleted, Counts);
        first.Dispose();
        using var turn = await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((false, (1, 1)), waiting);
        Assert.Equal((1, 0), Counts);
    }

    [Fact]
    public async Task EnterAsync_Canceled_LeavesTheQueue()
    {
        using var first = await _slots.EnterAsync(TestContext.Current.CancellationToken);
        using var leaving = new CancellationTokenSource();
        var second = _slots.EnterAsync(leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal((1, 0), Counts);
    }
}
