using Plumbline.Tests.Support;

namespace Plumbline.Tests.Causes;

public sealed class CauseRaceTests
{
    private const int Rounds = 3_000;

    [Fact, Trait("Behaviour", "B94")]
    public void Cause_ReadWhileAnotherThreadCancels_IsNullAndThenTheCause()
    {
        var cause = new InvalidOperationException("the one cause");

        Racers.Run(
            Rounds,
            _ => Round.Start(),
            round => Assert.Same(cause, round.Child.Cause),
            round => round.Scope.Cancel(cause),
            round =>
            {
                // Null until it is the cause; the loop ends because the other racer cancels.
                Exception? seen;
                while ((seen = round.Child.Cause) is null)
                {
                }

                Assert.Same(cause, seen);
                Assert.Equal(ContextStatus.Canceled, round.Child.Status);
            });
    }

    [Fact, Trait("Behaviour", "B94"), Trait("Behaviour", "B79")]
    public void Cause_TwoCancelAtOnce_OneOfTheTwoAndAlwaysTheSame()
    {
        var one = new InvalidOperationException("one");
        var other = new InvalidOperationException("other");
        var seen = new Exception?[1];

        Racers.Run(
            Rounds,
            _ => Round.Start(),
            round =>
            {
                Assert.True(ReferenceEquals(one, round.Child.Cause) || ReferenceEquals(other, round.Child.Cause));
                Assert.Same(round.Parent.Cause, round.Child.Cause);
                Assert.Same(Volatile.Read(ref seen[0]), round.Child.Cause);
            },
            round => round.Scope.Cancel(one),
            round => round.Scope.Cancel(other),
            round =>
            {
                Exception? cause;
                while ((cause = round.Child.Cause) is null)
                {
                }

                Volatile.Write(ref seen[0], cause);
            });
    }

    [Fact, Trait("Behaviour", "B94")]
    public void Cause_NoneGiven_EveryThreadSeesTheSameObject()
    {
        var seen = new Exception?[2];

        Racers.Run(
            Rounds,
            _ =>
            {
                Round round = Round.Start();
                round.Scope.Cancel();
                return round;
            },
            _ => Assert.Same(seen[0], seen[1]),
            round => seen[0] = round.Parent.Cause,
            round => seen[1] = round.Child.Cause);
    }

    private sealed record Round(CancelScope Scope, Context Parent, Context Child)
    {
        internal static Round Start()
        {
            CancelScope scope = Context.Background.WithCancel(out var parent);
            _ = parent.WithCancel(out var child);
            return new Round(scope, parent, child);
        }
    }
}
