using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>The flight's own time: where it comes from, and what a caller is told when it is up.</summary>
public sealed class FlightDeadlineTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly Upstream _upstream = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Limit_Given_IsTheDeadlineWhateverTheCallersIs()
    {
        var flight = new Flight<string, string>(new() { Limit = 5 * _second });
        using CancelScope scope = Root.WithTimeout(_second, out Context ctx);

        _ = flight.RunAsync(ctx, "report", _upstream.ObeyAsync);

        Assert.Equal(5 * _second, (await _upstream.NextAsync()).Ctx.Remaining);
    }

    [Fact]
    public async Task Limit_Infinite_IsNoDeadline()
    {
        var flight = new Flight<string, string>(new() { Limit = Timeout.InfiniteTimeSpan });
        using CancelScope scope = Root.WithTimeout(_second, out Context ctx);

        _ = flight.RunAsync(ctx, "report", _upstream.ObeyAsync);

        Assert.Null((await _upstream.NextAsync()).Ctx.Remaining);
    }

    [Fact]
    public async Task Limit_NotGiven_IsTheFirstCallersDeadlineAndDoesNotMove()
    {
        var flight = new Flight<string, string>();
        using CancelScope one = Root.WithTimeout(2 * _second, out Context first);
        using CancelScope other = Root.WithTimeout(9 * _second, out Context second);

        _ = flight.RunAsync(first, "report", _upstream.ObeyAsync);
        Context ctx = (await _upstream.NextAsync()).Ctx;
        _ = flight.RunAsync(second, "report", _upstream.ObeyAsync);

        Assert.Equal(2 * _second, ctx.Remaining);
        Assert.Equal(first.Deadline, ctx.Deadline);
    }

    [Fact]
    public async Task Limit_NotGivenAndFirstCallerHasNone_IsNoDeadline()
    {
        var flight = new Flight<string, string>();

        _ = flight.RunAsync(Root, "report", _upstream.ObeyAsync);

        Assert.Null((await _upstream.NextAsync()).Ctx.Remaining);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Limit_IsUp_CallerWithTimeLeftIsToldWhoseItWas(bool obeys)
    {
        var flight = new Flight<string, string>(new() { Limit = _second }, "Startup", "/app/Program.cs", 12);
        using CancelScope scope = Root.WithTimeout(9 * _second, out Context ctx);
        Task<string> caller = flight.RunAsync(ctx, "report", obeys ? _upstream.ObeyAsync : _upstream.IgnoreAsync);
        await _upstream.NextAsync();

        _clock.Advance(_second);

        var e = await Assert.ThrowsAsync<FlightTimeoutException>(() => Bounded.WaitAsync(caller, "the caller"));
        Assert.Equal("The flight ran out of its own time: budget 1 s set in Startup (Program.cs:12), the limit of the flight.", e.Message);
        Assert.False(e.IsDeadlineExceeded(ctx));
        Assert.False(e.IsCanceled(ctx));
        Assert.IsAssignableFrom<OperationCanceledException>(e.InnerException);
        Assert.True(caller.IsFaulted);
    }

    [Fact]
    public async Task Limit_IsUpAndLaterTheCallersTimeToo_WasStillNotTheCallersDeadline()
    {
        var flight = new Flight<string, string>(new() { Limit = _second });
        using CancelScope scope = Root.WithTimeout(2 * _second, out Context ctx);
        Task<string> caller = flight.RunAsync(ctx, "report", _upstream.IgnoreAsync);
        await _upstream.NextAsync();
        _clock.Advance(_second);
        var e = await Assert.ThrowsAsync<FlightTimeoutException>(() => Bounded.WaitAsync(caller, "the caller"));

        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.False(e.IsDeadlineExceeded(ctx));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstCallersDeadline_Passes_ThatCallerGetsItsOwnErrorAndOthersAreTold(bool obeys)
    {
        var flight = new Flight<string, string>();
        using CancelScope one = Root.WithTimeout(_second, out Context first, cause: null, "FetchAsync", "Report.cs", 41);
        using CancelScope other = Root.WithTimeout(9 * _second, out Context second);
        Func<Context, string, Task<string>> work = obeys ? _upstream.ObeyAsync : _upstream.IgnoreAsync;
        Task<string> starter = flight.RunAsync(first, "report", work);
        await _upstream.NextAsync();
        Task<string> joiner = flight.RunAsync(second, "report", work);

        _clock.Advance(_second);

        var own = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(starter, "who started it"));
        var told = await Assert.ThrowsAsync<FlightTimeoutException>(() => Bounded.WaitAsync(joiner, "who joined"));
        Assert.True(own.IsDeadlineExceeded(first));
        Assert.False(told.IsDeadlineExceeded(second));
        Assert.Equal(
            "The flight ran out of its own time: budget 1 s set in FetchAsync (Report.cs:41), the deadline of its first caller.", told.Message);
    }

    [Fact]
    public async Task FirstCallersDeadline_FlightIsToldAheadOfThatCaller_GetsItsOwnErrorAllTheSame()
    {
        var flight = new Flight<string, string> { Begins = static _ => { } };
        using CancelScope scope = Root.WithTimeout(_second, out Context ctx);
        FlightCaller<string, string> caller = flight.Join(ctx, "report", _upstream, static (ctx, key, upstream) => upstream.ObeyAsync(ctx, key), default);

        _clock.Advance(_second);
        caller.Run!.Expire();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(caller.Task, "the caller"));
    }

    [Fact]
    public async Task Limit_IsUpWhileTheNewsIsOnItsWay_NewcomerStartsAfresh()
    {
        var flight = new Flight<string, string>(new() { Limit = _second });
        var run = new HeldRun(Root, flight, "report");
        var caller = new FlightCaller<string, string>(signal: null);
        run.TryEnlist(caller);
        flight.TryAdd(run);
        run.Ctx.Signal!.End(cause: null, expired: true);

        Task<string> newcomer = flight.RunAsync(Root, "report", _upstream.ObeyAsync);
        (await _upstream.NextAsync()).Ending.SetResult("fresh");

        Assert.Equal("fresh", await Bounded.WaitAsync(newcomer, "the newcomer"));
        await Assert.ThrowsAsync<FlightTimeoutException>(() => Bounded.WaitAsync(caller.Task, "who was in the old one"));
    }

    [Fact]
    public async Task RunAsync_WorkFailsForItsOwnReasonAfterTheLimit_WasTooLate()
    {
        var flight = new Flight<string, string>(new() { Limit = _second });
        Task<string> caller = flight.RunAsync(Root, "report", _upstream.IgnoreAsync);
        Execution execution = await _upstream.NextAsync();

        _clock.Advance(_second);
        await Assert.ThrowsAsync<FlightTimeoutException>(() => Bounded.WaitAsync(caller, "the caller"));
        execution.Ending.SetException(new IOException("cut off"));

        Assert.IsType<FlightTimeoutException>(caller.Exception!.InnerException);
    }

    [Fact]
    public async Task RunAsync_InnerTimeoutOfTheWork_IsAFailureAndNotTheFlights()
    {
        var flight = new Flight<string, string>(new() { Limit = 9 * _second });
        Task<string> caller = flight.RunAsync(Root, "report", async (ctx, key) =>
        {
            using CancelScope inner = ctx.WithTimeout(_second, out ctx);
            return await _upstream.ObeyAsync(ctx, key);
        });
        Execution execution = await _upstream.NextAsync();

        _clock.Advance(_second);

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));
        Assert.True(e.IsDeadlineExceeded());
        Assert.True(execution.Ctx.IsDone);
    }
}
