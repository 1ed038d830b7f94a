using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>The two events that meet in every single flight's bugs, within nanoseconds of each other, many thousand times.</summary>
public sealed class FlightStressTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Leave_AgainstLand_CallerGetsOneOfThemAndTheResultGoesSomewhere()
    {
        int dropped = 0;
        var flight = new Flight<string, string>(new() { OnAbandoned = _ => Drop() });

        Duel.Run(
            Rounds,
            _ => new Round(flight),
            round => round.Run.Leave(round.First),
            round => round.Run.Land(Task.FromResult("result"), error: null),
            round =>
            {
                bool wasServed = round.First.Task.IsCompletedSuccessfully;
                Assert.Equal(wasServed ? 0 : 1, Interlocked.Exchange(ref dropped, 0));
                Assert.True(round.First.Task.IsCompleted && round.Run.Ctx.IsDone);
                Assert.Equal(0, flight.CountRuns());
            });

        ValueTask Drop()
        {
            Interlocked.Increment(ref dropped);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public void Join_AgainstTheLastOneLeaving_GetsInAliveOrNotAtAll()
    {
        var flight = new Flight<string, string>();

        Duel.Run(
            Rounds,
            _ => new Round(flight),
            round => round.Run.Leave(round.First),
            round => round.HasJoined = flight.TryJoin("report", round.Second),
            round =>
            {
                Assert.NotEqual(round.HasJoined, round.Run.Ctx.IsDone);
                Assert.False(round.Second.Task.IsCompleted);
                Assert.Equal(round.HasJoined ? 1 : 0, flight.CountRuns());
                round.Run.Land(Task.FromResult("result"), error: null);
                Assert.Equal(round.HasJoined, round.Second.Task.IsCompletedSuccessfully);
            });
    }

    [Fact]
    public void Join_AgainstLand_IsServedOrNotIn()
    {
        var flight = new Flight<string, string>();

        Duel.Run(
            Rounds,
            _ => new Round(flight),
            round => round.HasJoined = flight.TryJoin("report", round.Second),
            round => round.Run.Land(Task.FromResult("result"), error: null),
            round => Assert.Equal((true, round.HasJoined, 0), (round.First.Task.IsCompleted, round.Second.Task.IsCompleted, flight.CountRuns())));
    }

    [Fact]
    public void Leave_OfBothAtOnce_StopsTheWorkOnce()
    {
        var flight = new Flight<string, string>();

        Duel.Run(
            Rounds,
            _ =>
            {
                var round = new Round(flight);
                Assert.True(flight.TryJoin("report", round.Second));
                return round;
            },
            round => round.Run.Leave(round.First),
            round => round.Run.Leave(round.Second),
            round =>
            {
                Assert.True(round.First.Task.IsCanceled && round.Second.Task.IsCanceled);
                Assert.IsType<FlightAbandonedException>(round.Run.Ctx.Cause);
                Assert.Equal(0, flight.CountRuns());
            });
    }

    [Fact]
    public async Task RunAsync_ManyCallersWhoComeAndGo_EachGetsItsOwnAnswerAndNothingIsLeft()
    {
        var flight = new Flight<int, int>();
        using CancelScope outer = Context.Background.WithCancel(out Context parent);
        int wrong = 0;

        Task[] crews = [.. Enumerable.Range(0, 4).Select(seed => Task.Run(() => ComeAndGoAsync(new Random(seed))))];
        await Bounded.WaitAsync(Task.WhenAll(crews), "all who come and go");

        Assert.Equal(0, wrong);
        await Collector.UntilAsync(() => flight.CountRuns() == 0 && parent.Signal!.ChildCount == 0, "nothing to be left");

        async Task ComeAndGoAsync(Random random)
        {
            for (int i = 0; i < 5_000; i++)
            {
                using CancelScope scope = parent.WithCancel(out Context ctx);
                int key = random.Next(3);
                Task<int> caller = flight.RunAsync(ctx, key, static async (_, key) =>
                {
                    await Task.Yield();
                    return key;
                });
                await AnswerAsync(caller, scope, key, leaves: random.Next(2) == 0);
            }
        }

        async Task AnswerAsync(Task<int> caller, CancelScope scope, int key, bool leaves)
        {
            if (leaves)
            {
                scope.Cancel();
            }

            try
            {
                Interlocked.Add(ref wrong, await caller == key ? 0 : 1);
            }
            catch (ContextCanceledException)
            {
                // Only who left may be told so.
                Interlocked.Add(ref wrong, leaves ? 0 : 1);
            }
        }
    }

    private sealed class Round
    {
        internal Round(Flight<string, string> flight)
        {
            Run = new HeldRun(Context.Background, flight, "report");
            Context.Background.WithCancel(out Context first).Cancel();
            Context.Background.WithCancel(out Context second).Cancel();
            First = new FlightCaller<string, string>(first.Signal);
            Second = new FlightCaller<string, string>(second.Signal);
            Run.TryEnlist(First);
            flight.TryAdd(Run);
        }

        internal HeldRun Run { get; }

        internal FlightCaller<string, string> First { get; }

        internal FlightCaller<string, string> Second { get; }

        internal bool HasJoined { get; set; }
    }
}
