using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// Who came upon a context while another thread was ending what is below it (by asking whether it was done, or by registering)
/// set callbacks off at once, which then saw descendants that were still live.
/// </summary>
public sealed class DescendantLiveInCallback
{
    private const int Rounds = 500;
    private const int Children = 5_000;

    private sealed class Round
    {
        internal Round()
        {
            Scope = Context.Background.WithCancel(out Context ctx);
            Ctx = ctx;
            ctx.WithCancel(out Context middle);
            for (int i = 0; i < Children; i++)
            {
                middle.WithCancel(out Descendants[i]);
            }
        }

        internal CancelScope Scope { get; }

        internal Context Ctx { get; }

        internal readonly Context[] Descendants = new Context[Children];
        internal readonly TaskCompletionSource<int> Live = new();

        // From the last on: they are ended from the first on.
        internal void Count()
        {
            int live = 0;
            for (int i = Children - 1; i >= 0; i--)
            {
                live += Descendants[i].IsDone ? 0 : 1;
            }

            Live.TrySetResult(live);
        }

        internal void AwaitEnd()
        {
            while (!Ctx.IsDone)
            {
                Thread.SpinWait(1);
            }
        }
    }

    [Fact, Trait("Behaviour", "B30")]
    public async Task Done_CompletedByWhoeverAsks_ContinuesWithAllDescendantsDone()
    {
        var rounds = new List<Round>();

        Duel.Run(
            Rounds,
            number =>
            {
                var round = new Round();
                round.Ctx.Done.ContinueWith(_ => round.Count(), TaskScheduler.Default);
                return round;
            },
            round => round.Scope.Cancel(),
            round => round.AwaitEnd(),
            rounds.Add);

        await AssertNoneLiveAsync(rounds);
    }

    [Fact, Trait("Behaviour", "B30"), Trait("Behaviour", "B106")]
    public async Task Register_OnContextBeingCanceled_RunsWithAllDescendantsDone()
    {
        var rounds = new List<Round>();

        Duel.Run(
            Rounds,
            _ => new Round(),
            round => round.Scope.Cancel(),
            round =>
            {
                round.AwaitEnd();
                round.Ctx.Register(round.Count);
            },
            rounds.Add);

        await AssertNoneLiveAsync(rounds);
    }

    [Fact, Trait("Behaviour", "B30")]
    public async Task TokenRegister_TokenTakenFromContextBeingCanceled_RunsWithAllDescendantsDone()
    {
        var rounds = new List<Round>();

        Duel.Run(
            Rounds,
            _ => new Round(),
            round => round.Scope.Cancel(),
            round =>
            {
                round.AwaitEnd();
                round.Ctx.Token.Register(round.Count);
            },
            rounds.Add);

        await AssertNoneLiveAsync(rounds);
    }

    private static async Task AssertNoneLiveAsync(List<Round> rounds)
    {
        int[] live = await Bounded.WaitAsync(Task.WhenAll(rounds.Select(round => round.Live.Task)), "the callbacks of all rounds");
        Assert.Equal(0, live.Count(static descendants => descendants > 0));
    }
}
