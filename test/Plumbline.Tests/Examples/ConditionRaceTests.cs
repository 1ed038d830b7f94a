using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>The first version of Go's example lost a wake-up when the context ended between a waiter's look and its wait.</summary>
public sealed class ConditionRaceTests
{
    [Fact, Trait("Behaviour", "B138")]
    public void Wait_ContextEndsWhileItBegins_LosesNoWakeUp()
    {
        var condition = new Condition();
        Racers.Run(
            1_000,
            _ =>
            {
                CancelScope scope = Context.Background.WithCancel(out Context ctx);
                return (Scope: scope, Ctx: ctx);
            },
            round => Assert.Equal(0, round.Ctx.Signal!.ChildCount),
            round => Assert.Throws<ContextCanceledException>(() => condition.Wait(round.Ctx)),
            round => Assert.Throws<ContextCanceledException>(() => condition.Wait(round.Ctx)),
            round => round.Scope.Cancel());
    }
}
