using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Services;

public sealed class VisitTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Meter _meter = new(MeterReader.LabMeter);
    private readonly Slots _slots;
    private readonly HopEntry _entry;
    private readonly Visit _visit;

    public VisitTests()
    {
        _slots = new Slots(count: 1, _meter);
        _entry = new HopEntry(Hop.Upstream, click: 7, _clock);
        _visit = new Visit(new DefaultHttpContext(), _entry, _slots, bytes: 0);
    }

    public void Dispose()
    {
        _slots.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData(300)]
    [InlineData(2000)]
    public async Task EnterAsync_EnoughTimeLeft_TakesTheWorkUp(int left)
    {
        using var scope = Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(left), out var ctx);

        using var worker = await _visit.EnterAsync(ctx, needs: TimeSpan.FromMilliseconds(300));

        Assert.NotNull(_entry.Record.Started);
    }

    [Fact]
    public async Task EnterAsync_NoDeadline_TakesTheWorkUp()
    {
        using var worker = await _visit.EnterAsync(Context.Root(_clock), needs: TimeSpan.FromMilliseconds(300));

        Assert.NotNull(_entry.Record.Started);
    }

    [Fact]
    public async Task EnterAsync_TooLittleTimeLeft_LeavesTheWorkerToTheNext()
    {
        using var scope = Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(299), out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => _visit.EnterAsync(ctx, needs: TimeSpan.FromMilliseconds(300)));

        Assert.Equal("A worker was free, but too late: the work takes 300 ms, the caller waits 299 ms.", error.Message);
        Assert.Null(_entry.Record.Started);
        using var next = await _slots.EnterAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
