using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// A context on a foreign token that noticed its end because it was asked said IsDone before its Done task was complete (B09, the other
/// way round).
/// </summary>
public sealed class ForeignDoneBehindIsDone
{
    [Fact, Trait("Behaviour", "B09")]
    public void IsDone_ForeignTokenCanceled_HasDoneCompleted()
    {
        Duel.Run(
            50_000,
            _ =>
            {
                var source = new CancellationTokenSource();
                Context ctx = Context.From(source.Token);
                return (Source: source, Ctx: ctx, ctx.Done);
            },
            round => round.Source.Cancel(),
            round =>
            {
                while (!round.Ctx.IsDone)
                {
                    Thread.SpinWait(1);
                }

                Assert.True(round.Done.IsCompletedSuccessfully);
            },
            round => round.Source.Dispose());
    }

    [Fact, Trait("Behaviour", "B09")]
    public void IsDone_AskedBeforeTheTokenCallsBack_HasDoneCompleted()
    {
        using var source = new CancellationTokenSource();
        Context ctx = Context.From(source.Token);
        Task done = ctx.Done;
        bool isCompleted = false;

        // The last registered runs first: before the one by which the context is told.
        using var registration = source.Token.Register(() => isCompleted = ctx.IsDone && done.IsCompleted);
        source.Cancel();

        Assert.True(isCompleted);
    }
}
