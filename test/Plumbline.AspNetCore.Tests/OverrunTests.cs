using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>Handlers that go on although their context has ended: they are never abandoned, and always reported.</summary>
public sealed class OverrunTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly WallClock _clock = new();
    private readonly Signal _entered = new("the handler is entered");
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RecordedMeasurements? _measured;

    [Fact]
    public async Task Handler_ReturnsLate_IsLoggedAndCountedOnce()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit + TimeSpan.FromSeconds(2.5));
        _released.SetResult();

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await server.Log.WaitForAsync(IsOverrun, "the overrun is logged");
        var (level, text) = Assert.Single(server.Log.Entries, entry => IsOverrun(entry.Text));
        Assert.Equal(LogLevel.Information, level);
        Assert.StartsWith(
            "The handler of HTTP: GET / returned 2.5 s after its context had ended: context deadline exceeded", text, StringComparison.Ordinal);
        Assert.Equal(
            ["plumbline.outcome=deadline_exceeded plumbline.cause=System.TimeoutException plumbline.deadline.owner=endpoint http.route=/"],
            _measured!.Of("plumbline.server.request.overrun"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Handler_WallClockIsSetMeanwhile_IsMeasuredAllTheSame(int hours)
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);
        await Signal.WaitAsync(_ended.Task, "the context is done");
        _clock.Advance(TimeSpan.FromSeconds(2));
        _clock.WallShift = TimeSpan.FromHours(hours);
        _released.SetResult();

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await server.Log.WaitForAsync(IsOverrun, "the overrun is logged");
        Assert.StartsWith(
            "The handler of HTTP: GET / returned 2 s after", Assert.Single(server.Log.Entries, entry => IsOverrun(entry.Text)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_ReturnsWithinGrace_IsNotReported()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit + TimeSpan.FromMilliseconds(100));
        _released.SetResult();

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, entry => IsOverrun(entry.Text));
        Assert.Empty(_measured!.Of("plumbline.server.request.overrun"));
    }

    [Fact]
    public async Task Handler_DoesNotReturn_IsReportedWhileItRunsOnce()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit + TimeSpan.FromSeconds(4));
        var tooEarly = server.Log.Entries.Count(entry => IsOverrun(entry.Text));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(19));

        var (level, text) = Assert.Single(server.Log.Entries, entry => IsOverrun(entry.Text));
        Assert.Equal(0, tooEarly);
        Assert.Equal(LogLevel.Warning, level);
        Assert.StartsWith("The handler of HTTP: GET / still runs, 5 s after its context ended: context deadline", text, StringComparison.Ordinal);
        _released.SetResult();
        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await server.Log.WaitForAsync(static text => text.Contains("returned 24 s after", StringComparison.Ordinal), "the return is logged");
        Assert.Single(_measured!.Of("plumbline.server.request.overrun"));
    }

    [Fact]
    public async Task Handler_ClientLeft_IsNoWarning()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();
        using var leaving = new CancellationTokenSource();

        var call = http.GetAsync("/", leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Signal.WaitAsync(_ended.Task, "the context is done");
        _clock.Advance(TimeSpan.FromSeconds(6));
        _released.SetResult();

        await server.Log.WaitForAsync(static text => text.Contains("returned 6 s after", StringComparison.Ordinal), "the return is logged");
        Assert.Equal(
            [LogLevel.Information, LogLevel.Debug], server.Log.Entries.Where(entry => IsOverrun(entry.Text)).Select(entry => entry.Level));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Fact]
    public async Task Handler_IgnoresTheStoppingHost_IsReportedFromTheEndOfItsGrace()
    {
        await using var server = await StartAsync(withoutDeadline: true);
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();

        // Only the server's own patience ends: it cuts the connection, and waits for nobody.
        await server.StopAsync();
        await Signal.WaitAsync(_ended.Task, "the context is done");
        _clock.Advance(TimeSpan.FromSeconds(3));
        _released.SetResult();

        await server.Log.WaitForAsync(static text => text.Contains("returned 3 s after", StringComparison.Ordinal), "the return is logged");
        await Task.WhenAny(call);
        Assert.Equal(LogLevel.Information, Assert.Single(server.Log.Entries, entry => IsOverrun(entry.Text)).Level);
    }

    [Fact]
    public async Task Grace_Infinite_NothingIsReported()
    {
        await using var server = await StartAsync(options => options.OverrunGrace = Timeout.InfiniteTimeSpan);
        using var http = server.CreateClient();

        var call = http.GetAsync("/", TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        _released.SetResult();

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, entry => IsOverrun(entry.Text));
    }

    [Fact]
    public void Grace_Negative_IsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new RequestContextOptions { OverrunGrace = TimeSpan.FromSeconds(-1) });

        Assert.StartsWith("Must be zero or more, or Timeout.InfiniteTimeSpan for no reports.", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _measured?.Dispose();

    private static bool IsOverrun(string text) => text.StartsWith("The handler of ", StringComparison.Ordinal);

    private Task<LoopbackServer> StartAsync(Action<RequestContextOptions>? options = null, bool withoutDeadline = false) =>
        PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app =>
            {
                _measured = new RecordedMeasurements(app.Services.GetRequiredService<IMeterFactory>());
                app.MapGet("/", async (Context ctx) =>
                {
                    // Fixes the deadline on the wall clock, as whoever writes it into a header does.
                    _ = ctx.Deadline;
                    ctx.Register(_ended.SetResult);
                    _entered.Set();
                    await _released.Task;
                }).WithDeadline(withoutDeadline ? TimeSpan.FromDays(1) : _limit);
            },
            options);

    /// <summary>One whose wall clock can be set, which changes nothing for timers and timestamps.</summary>
    private sealed class WallClock : FakeTimeProvider
    {
        public TimeSpan WallShift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + WallShift;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
