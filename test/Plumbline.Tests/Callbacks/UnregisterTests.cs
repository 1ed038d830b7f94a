using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Callbacks;

public sealed class UnregisterTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B109")]
    public async Task Unregister_BeforeTheEnd_IsTrueAndTheCallbackNeverRuns()
    {
        var scope = Root.WithCancel(out var ctx);
        bool ran = false;
        var registration = ctx.Register(() => ran = true);

        bool prevented = registration.Unregister();
        scope.Cancel();
        await SettleAsync();

        Assert.Equal((true, false), (prevented, ran));
    }

    [Fact, Trait("Behaviour", "B109")]
    public async Task Dispose_BeforeTheEnd_TheCallbackNeverRuns()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        bool ran = false;
        using (ctx.Register(() => ran = true))
        {
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        await SettleAsync();

        Assert.True(ctx.IsDone);
        Assert.False(ran);
    }

    [Fact, Trait("Behaviour", "B110")]
    public async Task Unregister_AfterTheCallbackHasRun_IsFalse()
    {
        var scope = Root.WithCancel(out var ctx);
        var registration = ctx.Register(() => { });

        scope.Cancel();
        await SettleAsync();

        Assert.False(registration.Unregister());
    }

    [Fact, Trait("Behaviour", "B110")]
    public async Task Dispose_AfterTheCallbackHasRun_IsHarmless()
    {
        var scope = Root.WithCancel(out var ctx);
        int runs = 0;
        using (ctx.Register(() => runs++))
        {
            scope.Cancel();
            await SettleAsync();
        }

        await SettleAsync();

        Assert.Equal(1, runs);
    }

    [Fact, Trait("Behaviour", "B110"), Trait("Behaviour", "B113")]
    public async Task Unregister_WhileTheCallbackRuns_IsFalseAndDoesNotWait()
    {
        var scope = Root.WithCancel(out var ctx);
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        bool sawReturn = false;
        var registration = ctx.Register(() =>
        {
            started.SetResult();
            sawReturn = gate.Wait(Bounded.Limit);
        });
        scope.Cancel();
        await Bounded.WaitAsync(started.Task, "the callback to start");

        bool prevented = registration.Unregister();
        gate.Set();
        await SettleAsync();

        Assert.Equal((false, true), (prevented, sawReturn));
    }

    [Fact, Trait("Behaviour", "B111")]
    public void Unregister_Twice_SecondIsFalse()
    {
        using var scope = Root.WithCancel(out var ctx);
        var registration = ctx.Register(() => { });

        Assert.Equal((true, false), (registration.Unregister(), registration.Unregister()));
    }

    [Fact, Trait("Behaviour", "B112")]
    public async Task Unregister_RacesWithCancel_EitherItRunsOrOneStopSaysTrue()
    {
        const int rounds = 3_000;
        int[] runs = new int[rounds];
        int[] stops = new int[rounds];

        Racers.Run(
            rounds,
            i =>
            {
                CancelScope scope = Root.WithCancel(out var ctx);
                return (Scope: scope, Registration: ctx.Register(static at => Interlocked.Increment(ref at.runs[at.i]), (runs, i)), Round: i);
            },
            _ => { },
            round => round.Scope.Cancel(),
            round => Interlocked.Add(ref stops[round.Round], round.Registration.Unregister() ? 1 : 0),
            round => Interlocked.Add(ref stops[round.Round], round.Registration.Unregister() ? 1 : 0));
        await SettleAsync();

        Assert.All(runs.Zip(stops), round => Assert.Equal(1, round.First + round.Second));

        // Else the race was none, and the test shows nothing.
        Assert.Contains(1, runs);
        Assert.Contains(1, stops);
    }

    [Fact, Trait("Behaviour", "B112")]
    public async Task Register_RacesWithCancel_RunsOnce()
    {
        const int rounds = 3_000;
        int[] runs = new int[rounds];

        Racers.Run(
            rounds,
            i =>
            {
                CancelScope scope = Root.WithCancel(out var ctx);
                return (Scope: scope, Ctx: ctx, Round: i);
            },
            _ => { },
            round => round.Scope.Cancel(),
            round => round.Ctx.Register(static at => Interlocked.Increment(ref at.runs[at.Round]), (runs, round.Round)));
        await SettleAsync();

        Assert.All(runs, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Unregister_Default_IsFalseAndHarmless()
    {
        ContextRegistration registration = default;

        registration.Dispose();

        Assert.False(registration.Unregister());
        Assert.True(registration.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void Equals_Registrations_ByIdentity()
    {
        using var scope = Root.WithCancel(out var ctx);
        using var one = ctx.Register(() => { });
        using var other = ctx.Register(() => { });
        var copy = one;

        Assert.True(one == copy && one.Equals((object)copy) && one.GetHashCode() == copy.GetHashCode());
        Assert.True(one != other && !one.Equals(other) && one != default);
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");
}
