using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>A child made while its parent ends is done, whatever kind it is, with the parent's status and cause (B28).</summary>
public sealed class AdoptionStressTests
{
    private const int Rounds = 4_000;

    private static readonly Dictionary<string, Func<Context, Context>> _derivations = new()
    {
        ["WithCancel"] = static parent =>
        {
            parent.WithCancel(out var child);
            return child;
        },
        ["WithTimeout"] = static parent =>
        {
            parent.WithTimeout(TimeSpan.FromHours(1), out var child);
            return child;
        },
        ["WithDeadline"] = static parent =>
        {
            parent.WithDeadline(parent.Clock.GetUtcNow().AddHours(1), out var child);
            return child;
        },
        ["Merge"] = static parent =>
        {
            Context.Background.WithCancel(out var other);
            Context.Merge([other, parent], out var child);
            return child;
        },
        ["three layers"] = static parent =>
        {
            parent.WithCancel(out var child);
            child.WithTimeout(TimeSpan.FromHours(1), out child);
            child.WithCancel(out child);
            return child;
        },
    };

    public static TheoryData<string, string> DerivationsAndWays
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string derivation in _derivations.Keys)
            {
                foreach (TheoryDataRow<string> way in Ending.Ways)
                {
                    data.Add(derivation, way.Data);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(DerivationsAndWays)), Trait("Behaviour", "B28"), Trait("Behaviour", "B26")]
    public void Child_MadeWhileTheParentEnds_IsDoneAsTheParentIs(string derivation, string way)
    {
        Func<Context, Context> derive = _derivations[derivation];

        Duel.Run(
            Rounds,
            _ => (Ending: Ending.Of(way), Children: new Context[1]),
            round => round.Ending.End(),
            round => round.Children[0] = derive(round.Ending.Ctx),
            round =>
            {
                Context child = round.Children[0];
                Assert.True(child.IsDone);
                Assert.Equal(round.Ending.Status, child.Status);
                Assert.Same(Ending.Reason, child.Cause);
                Assert.Equal(0, round.Ending.Ctx.Signal!.ChildCount);
            });
    }

    [Theory, MemberData(nameof(Ending.Ways), MemberType = typeof(Ending)), Trait("Behaviour", "B28"), Trait("Behaviour", "B106")]
    public async Task Register_WhileTheContextEnds_RunsOnceWithTheContextDone(string way)
    {
        var runs = new List<Task<bool>>();

        Duel.Run(
            Rounds,
            _ => (Ending: Ending.Of(way), Ran: new TaskCompletionSource<bool>()),
            round => round.Ending.End(),
            round => round.Ending.Ctx.Register(() => round.Ran.SetResult(round.Ending.Ctx.IsDone)),
            round => runs.Add(round.Ran.Task));

        bool[] wereDone = await Bounded.WaitAsync(Task.WhenAll(runs), "every callback registered in a race");
        Assert.DoesNotContain(false, wereDone);
    }
}
