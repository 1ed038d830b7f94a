using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>However a context ends and whichever member says so first, every other member and the token say so, too.</summary>
public sealed class DoneOrderStressTests
{
    private const int Rounds = 4_000;

    private static readonly Dictionary<string, Func<Context, bool>> _signs = new()
    {
        [nameof(Context.IsDone)] = static ctx => ctx.IsDone,
        [nameof(Context.Status)] = static ctx => ctx.Status != ContextStatus.Active,
        [nameof(Context.Cause)] = static ctx => ctx.Cause is not null,
        [nameof(Context.ToException)] = static ctx => ctx.ToException() is not null,
        [nameof(Context.Token)] = static ctx => ctx.Token.IsCancellationRequested,
        [nameof(Context.Done)] = static ctx => ctx.Done.IsCompleted,
    };

    public static TheoryData<string, string> SignsAndWays
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string sign in _signs.Keys)
            {
                foreach (TheoryDataRow<string> way in Ending.Ways)
                {
                    data.Add(sign, way.Data);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(SignsAndWays)), Trait("Behaviour", "B09"), Trait("Behaviour", "B11")]
    public void EveryMember_OnceOneSaysDone_SaysDone(string sign, string way)
    {
        Func<Context, bool> saysDone = _signs[sign];

        Duel.Run(
            Rounds,
            _ =>
            {
                var ending = Ending.Of(way);
                return (Ending: ending, ending.Ctx, ending.Ctx.Token, ending.Ctx.Done);
            },
            round => round.Ending.End(),
            round =>
            {
                AwaitTrue(() => saysDone(round.Ctx));
                Assert.True(round.Token.IsCancellationRequested, "the token taken before");
                Assert.True(round.Ctx.IsDone, "IsDone");
                Assert.True(round.Done.IsCompletedSuccessfully, "the Done task taken before");
                Assert.Equal(round.Ending.Status, round.Ctx.Status);
                Assert.Same(Ending.Reason, round.Ctx.Cause);
                Assert.Equal(round.Token, Assert.IsAssignableFrom<OperationCanceledException>(round.Ctx.ToException()).CancellationToken);
                Assert.Same(round.Done, round.Ctx.Done);
            },
            round => Assert.True(round.Ctx.IsDone));
    }

    [Theory, MemberData(nameof(Ending.Ways), MemberType = typeof(Ending)), Trait("Behaviour", "B09")]
    public void EveryMember_OnceATokenTakenBeforeIsCanceled_SaysDone(string way)
    {
        Duel.Run(
            Rounds,
            _ =>
            {
                var ending = Ending.Of(way);
                return (Ending: ending, ending.Ctx, ending.Ctx.Token);
            },
            round => round.Ending.End(),
            round =>
            {
                AwaitTrue(() => round.Token.IsCancellationRequested);
                Assert.True(round.Ctx.IsDone);
                Assert.Equal(round.Ending.Status, round.Ctx.Status);
                Assert.Same(Ending.Reason, round.Ctx.Cause);
                Assert.True(round.Ctx.Done.IsCompletedSuccessfully);
            },
            round => Assert.True(round.Ctx.IsDone));
    }

    [Theory, MemberData(nameof(Ending.Ways), MemberType = typeof(Ending)), Trait("Behaviour", "B94"), Trait("Behaviour", "B08")]
    public void Cause_ReadInATightLoop_IsNullThenAlwaysTheSame(string way)
    {
        Racers.Run(
            500,
            _ => Ending.Of(way),
            ending => Assert.Same(Ending.Reason, ending.Ctx.Cause),
            ending => ending.End(),
            AssertSteady,
            AssertSteady);
    }

    [Fact, Trait("Behaviour", "B94"), Trait("Behaviour", "B76")]
    public void Cause_NoneGivenAndManyReaders_IsOneObjectForAll()
    {
        Racers.Run(
            1_000,
            _ =>
            {
                var scope = Context.Background.WithCancel(out var ctx);
                ctx.WithCancel(out Context child);
                return (Scope: scope, Ctx: ctx, Child: child, Seen: new Exception?[3]);
            },
            round =>
            {
                Assert.NotNull(round.Seen[0]);
                Assert.All(round.Seen, seen => Assert.Same(round.Seen[0], seen));
                Assert.IsType<ContextCanceledException>(round.Seen[0]);
            },
            round =>
            {
                round.Scope.Cancel();
                round.Seen[0] = round.Ctx.Cause;
            },
            round => round.Seen[1] = AwaitCause(round.Ctx),
            round => round.Seen[2] = AwaitCause(round.Child));
    }

    [Fact, Trait("Behaviour", "B06"), Trait("Behaviour", "B09")]
    public void Done_TakenWhileBeingCanceled_IsOneTaskThatCompletes()
    {
        Duel.Run(
            50_000,
            _ => (Scope: Context.Background.WithCancel(out var ctx), Ctx: ctx, Seen: new Task[2]),
            round => round.Scope.Cancel(),
            round =>
            {
                round.Seen[0] = round.Ctx.Done;
                round.Seen[1] = round.Ctx.Done;
            },
            round =>
            {
                Assert.True(round.Ctx.IsDone);
                Assert.True(round.Seen[0].IsCompletedSuccessfully);
                Assert.True(round.Seen[1].IsCompletedSuccessfully);
            });
    }

    private static void AssertSteady(Ending ending)
    {
        Exception cause = AwaitCause(ending.Ctx);
        for (int i = 0; i < 20; i++)
        {
            Assert.Same(cause, ending.Ctx.Cause);
        }
    }

    private static Exception AwaitCause(Context ctx)
    {
        Exception? cause = null;
        AwaitTrue(() => (cause = ctx.Cause) is not null);
        return cause!; // set by the condition that held
    }

    private static void AwaitTrue(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, Bounded.Limit), "Waited for a context to be done in a race.");
}
