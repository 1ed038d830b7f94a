using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// A child of a foreign token's context could be had before the token was watched: another thread had linked the first child, and
/// was still on its way to register. A cancel of the token that came then returned with the child live.
/// </summary>
public sealed class ForeignChildBehindToken
{
    [Fact, Trait("Behaviour", "B20")]
    public void WithCancel_SecondChildOfForeignToken_IsDoneWhenTheTokensCancelReturns()
    {
        Duel.Run(
            100_000,
            _ =>
            {
                var source = new CancellationTokenSource();
                return (Source: source, Ctx: Context.From(source.Token));
            },
            round => round.Ctx.WithCancel(out Context _),
            round =>
            {
                round.Ctx.WithCancel(out Context child);
                round.Source.Cancel();
                Assert.True(child.IsDone);
            },
            round => round.Source.Dispose());
    }
}
