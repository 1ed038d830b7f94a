using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>What of its first caller the work sees: the clock; the values if asked; nothing that flows by itself.</summary>
public sealed class FlightContextTests
{
    private static readonly ContextKey<string> _tenant = new("tenant");
    private static readonly AsyncLocal<string?> _ambient = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly Upstream _upstream = new();

    [Fact]
    public async Task Context_OfTheWork_HasTheFirstCallersClock()
    {
        _ = new Flight<string, string>().RunAsync(Context.Root(_clock), "report", _upstream.ObeyAsync);

        Assert.Same(_clock, (await _upstream.NextAsync()).Ctx.Clock);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CarriesValues_Set_WorkSeesThoseOfItsFirstCallerAndElseNone(bool carries)
    {
        var flight = new Flight<string, string>(new() { CarriesValues = carries });

        _ = flight.RunAsync(Context.Background.WithValue(_tenant, "first"), "report", _upstream.ObeyAsync);
        Context ctx = (await _upstream.NextAsync()).Ctx;
        _ = flight.RunAsync(Context.Background.WithValue(_tenant, "second"), "report", _upstream.ObeyAsync);

        Assert.Equal(carries, ctx.TryGetValue(_tenant, out string? tenant));
        Assert.Equal(carries ? "first" : null, tenant);
    }

    [Fact]
    public async Task RunAsync_CallerHasAmbientState_NoneOfItReachesTheWork()
    {
        using var activity = new Activity("the request of the first caller").Start();
        _ambient.Value = "the first caller's";

        (string? Ambient, Activity? Activity) seen = await Bounded.WaitAsync(
            new Flight<string, (string?, Activity?)>().RunAsync(Context.Background, "report", static async (_, _) =>
            {
                await Task.Yield();
                return (_ambient.Value, Activity.Current);
            }),
            "the work");

        Assert.Equal((null, null), seen);
        Assert.Same(activity, Activity.Current);
    }

    [Fact]
    public async Task Context_OfTheWork_EndsWithTheWork()
    {
        Task<string> caller = new Flight<string, string>().RunAsync(Context.Root(_clock), "report", _upstream.ObeyAsync);
        Execution execution = await _upstream.NextAsync();

        execution.Ending.SetResult("fresh");
        await Bounded.WaitAsync(caller, "the caller");

        Assert.True(execution.Ctx.IsDone);
    }

    [Fact]
    public async Task RunAsync_ContinuationBlocks_OtherCallersAreServedAllTheSame()
    {
        using var hold = new ManualResetEventSlim();
        var flight = new Flight<string, string>();
        Task<string> one = flight.RunAsync(Context.Background, "report", _upstream.ObeyAsync);
        Task<string> other = flight.RunAsync(Context.Background, "report", _upstream.ObeyAsync);
        Task blocked = one.ContinueWith(
            _ => hold.Wait(Bounded.Limit), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        (await _upstream.NextAsync()).Ending.SetResult("fresh");

        Assert.Equal("fresh", await Bounded.WaitAsync(other, "the other"));
        hold.Set();
        await Bounded.WaitAsync(blocked, "the continuation");
    }
}
