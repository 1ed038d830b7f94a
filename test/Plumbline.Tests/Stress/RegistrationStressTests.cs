using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>A callback is started or taken back, never both, never neither, never twice (B112).</summary>
public sealed class RegistrationStressTests
{
    // A clock of the test's own: only so are "all callbacks that are due" those of this test.
    private readonly FakeTimeProvider _clock = new();

    private sealed class Round
    {
        internal Round(TimeProvider clock)
        {
            Scope = Context.Root(clock).WithCancel(out Context ctx);
            Ctx = ctx;
            Registration = ctx.Register(static round => Interlocked.Increment(ref round.Started), this);
        }

        internal CancelScope Scope { get; }

        internal Context Ctx { get; }

        internal ContextRegistration Registration { get; }

        internal int Started;
        internal int Stopped;

        internal void Stop()
        {
            if (Registration.Unregister())
            {
                Interlocked.Increment(ref Stopped);
            }
        }
    }

    [Fact, Trait("Behaviour", "B112"), Trait("Behaviour", "B109"), Trait("Behaviour", "B110")]
    public async Task Unregister_AgainstCancel_StartsOrStopsExactlyOnce()
    {
        var rounds = new List<Round>();

        Duel.Run(50_000, _ => new Round(_clock), static round => round.Scope.Cancel(), static round => round.Stop(), rounds.Add);
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks that were started");

        Assert.All(rounds, static round => Assert.Equal(1, round.Started + round.Stopped));
    }

    [Fact, Trait("Behaviour", "B112"), Trait("Behaviour", "B111")]
    public async Task Unregister_FromSeveralThreadsAgainstCancel_StartsOrStopsExactlyOnce()
    {
        var rounds = new List<Round>();

        Racers.Run(
            3_000,
            _ => new Round(_clock),
            rounds.Add,
            static round => round.Stop(),
            static round => round.Scope.Cancel(),
            static round => round.Stop());
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks that were started");

        Assert.All(rounds, static round => Assert.Equal(1, round.Started + round.Stopped));
        Assert.All(rounds, static round => Assert.Equal(0, round.Ctx.Signal!.ChildCount));
    }

    [Fact, Trait("Behaviour", "B112"), Trait("Behaviour", "B113")]
    public async Task DisposeAsync_AgainstCancel_CompletesWithTheCallbackRunOrNeverRunning()
    {
        const int Rounds = 5_000;
        var waits = new List<Task<bool>>();

        Duel.Run(
            Rounds,
            _ =>
            {
                CancelScope scope = Context.Root(_clock).WithCancel(out var ctx);
                var run = new Run();
                return (Scope: scope, Run: run, Registration: ctx.Register(static async run =>
                {
                    run.Began = true;
                    await Task.Yield();
                    run.Ended = true;
                }, run));
            },
            static round => round.Scope.Cancel(),
            round => waits.Add(WaitAsync(round.Registration, round.Run)),
            static _ => { });
        bool[] areConsistent = await Bounded.WaitAsync(Task.WhenAll(waits), "all registrations to be disposed");

        Assert.Equal(Rounds, areConsistent.Count(static isConsistent => isConsistent));

        static async Task<bool> WaitAsync(ContextRegistration registration, Run run)
        {
            await registration.DisposeAsync();
            return run.Began == run.Ended;
        }
    }

    [Fact, Trait("Behaviour", "B28"), Trait("Behaviour", "B106")]
    public async Task TokenRegister_ManyOnATokenBeingCanceled_EachRunsExactlyOnce()
    {
        var rounds = new List<TokenRound>();

        Racers.Run(
            2_000,
            _ => new TokenRound(_clock),
            rounds.Add,
            static round => round.Scope.Cancel(),
            static round => round.Register(0),
            static round => round.Register(TokenRound.Half));
        await Bounded.WaitAsync(Task.WhenAll(rounds.Select(static round => round.All.Task)), "every registration on a token to run");
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks that are due");

        Assert.All(rounds, static round => Assert.All(round.Runs, static runs => Assert.Equal(1, runs)));
    }

    [Fact, Trait("Behaviour", "B109")]
    public async Task TokenUnregister_AgainstCancel_RunsOrIsTakenBackExactlyOnce()
    {
        var rounds = new List<int[]>();

        Duel.Run(
            50_000,
            _ =>
            {
                CancelScope scope = Context.Root(_clock).WithCancel(out var ctx);
                var counts = new int[2];
                return (Scope: scope, Counts: counts, Registration: ctx.Token.UnsafeRegister(static counts => Interlocked.Increment(ref ((int[])counts!)[0]), counts));
            },
            static round => round.Scope.Cancel(),
            static round => round.Counts[1] = round.Registration.Unregister() ? 1 : 0,
            round => rounds.Add(round.Counts));
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks that are due");

        Assert.All(rounds, static counts => Assert.Equal(1, counts[0] + counts[1]));
    }

    private sealed class Run
    {
        internal volatile bool Began;
        internal volatile bool Ended;
    }

    private sealed class TokenRound
    {
        internal const int Half = 20;

        private readonly CancellationToken _token;
        private int _ran;

        internal TokenRound(TimeProvider clock)
        {
            Scope = Context.Root(clock).WithCancel(out Context ctx);
            _token = ctx.Token;
        }

        internal CancelScope Scope { get; }

        internal int[] Runs { get; } = new int[2 * Half];

        internal TaskCompletionSource All { get; } = new();

        /// <summary>Makes half of the registrations, from <paramref name="first"/> on.</summary>
        internal void Register(int first)
        {
            for (int i = first; i < first + Half; i++)
            {
                int index = i;
                _token.Register(() => OnCanceled(index));
            }
        }

        private void OnCanceled(int index)
        {
            if (Interlocked.Increment(ref Runs[index]) == 1 && Interlocked.Increment(ref _ran) == 2 * Half)
            {
                All.SetResult();
            }
        }
    }
}
