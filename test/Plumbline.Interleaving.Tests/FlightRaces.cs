using Microsoft.Coyote.Specifications;
using Plumbline.Concurrency;

namespace Plumbline.Interleaving;

/// <summary>Races of a flight's run and of its table: join, leave, land, with no pool, clock or callback in between.</summary>
public static class FlightRaces
{
    /// <summary>A caller joins while the only other one leaves: it gets in and its run lives, or it does not get in and the run is stopped.</summary>
    public static void JoinAgainstLeave()
    {
        var game = new Game();
        bool hasJoined = false;

        Races.AtOnce(() => game.Run.Leave(game.First), () => hasJoined = game.Flight.TryJoin(1, game.Second));

        Check(game.Run.Ctx.IsDone != hasJoined, "a caller was in a run that is stopped, or a run went on without callers");
        Check(game.Flight.CountRuns() == (hasJoined ? 1 : 0), "the table did not follow");
        game.Run.Land(Task.FromResult(7), error: null);
        Check(game.Second.Task.IsCompletedSuccessfully == hasJoined, "who joined was not served");
    }

    /// <summary>A caller joins while the work ends: served, or not in.</summary>
    public static void JoinAgainstLand()
    {
        var game = new Game();
        bool hasJoined = false;

        Races.AtOnce(() => game.Run.Land(Task.FromResult(7), error: null), () => hasJoined = game.Flight.TryJoin(1, game.Second));

        Check(game.First.Task.IsCompletedSuccessfully, "the first caller was not served");
        Check(game.Second.Task.IsCompletedSuccessfully == hasJoined, "who joined was not served, or who did not join was");
        Check(game.Flight.CountRuns() == 0, "a run that is over was left in the table");
    }

    /// <summary>The last one leaves while the work ends: one of the two answers, and the context ends in either case.</summary>
    public static void LeaveAgainstLand()
    {
        var game = new Game();

        Races.AtOnce(() => game.Run.Leave(game.First), () => game.Run.Land(Task.FromResult(7), error: null));

        Check(game.First.Task.IsCompleted && game.Run.Ctx.IsDone, "a caller was left without an answer, or the context live");
        Check(game.First.Task.IsCompletedSuccessfully != game.Run.Ctx.Cause is FlightAbandonedException, "both the result and the leaving counted, or neither");
        Check(game.Flight.CountRuns() == 0, "a run that is over was left in the table");
    }

    /// <summary>Three things at once: one leaves, one joins, the work fails.</summary>
    public static void LeaveJoinAndFail()
    {
        var game = new Game();
        bool hasJoined = false;
        var failure = new InvalidOperationException("down");

        Races.AtOnce(
            () => game.Run.Leave(game.First),
            () => hasJoined = game.Flight.TryJoin(1, game.Second),
            () => game.Run.Land(Task.FromException<int>(failure), failure));

        Check(game.First.Task.IsCompleted && game.Run.Ctx.IsDone, "the first caller was left without an answer, or the context live");
        Check(game.Second.Task.IsFaulted == hasJoined && game.Second.Task.IsCompleted == hasJoined, "who joined got something else than the failure");
        Check(game.Flight.CountRuns() == 0, "a run that is over was left in the table");
    }

    /// <summary>The time is up while the last one leaves and another one comes.</summary>
    public static void ExpireLeaveAndJoin()
    {
        var game = new Game();
        bool hasJoined = false;

        Races.AtOnce(
            () => game.Run.Expire(),
            () => game.Run.Leave(game.First),
            () => hasJoined = game.Flight.TryJoin(1, game.Second));

        Check(game.First.Task.IsCompleted, "the first caller was left without an answer");
        Check(game.Second.Task.IsCompleted == hasJoined, "who joined was left without an answer");
        Check(game.Flight.CountRuns() == 0, "a run that is over was left in the table");
    }

    /// <summary>A run that was forgotten ends while its successor is put in its place: that one stays (golang/go 31420).</summary>
    public static void ForgottenLandsWhileItsSuccessorComes()
    {
        var game = new Game();
        game.Flight.Forget(1);
        var successor = new HeldRun(game.Flight);
        successor.TryEnlist(game.Second);

        Races.AtOnce(() => game.Run.Land(Task.FromResult(7), error: null), () => game.Flight.TryAdd(successor));

        Check(game.Flight.CountRuns() == 1 && !successor.Ctx.IsDone, "the successor was taken out, or ended");
    }

    private static void Check(bool holds, string otherwise) => Specification.Assert(holds, otherwise);

    /// <summary>A run with one caller, in its flight's table, and a second caller outside. Both callers' contexts are done, so that they may leave.</summary>
    private sealed class Game
    {
        internal Game()
        {
            Context.Background.WithCancel(out Context ctx).Cancel();
            First = new FlightCaller<int, int>(ctx.Signal);
            Second = new FlightCaller<int, int>(ctx.Signal);
            Run = new HeldRun(Flight);
            Run.TryEnlist(First);
            Flight.TryAdd(Run);
        }

        internal Flight<int, int> Flight { get; } = new();

        internal FlightRun<int, int> Run { get; }

        internal FlightCaller<int, int> First { get; }

        internal FlightCaller<int, int> Second { get; }
    }

    private sealed class HeldRun(Flight<int, int> flight) : FlightRun<int, int>(Own(), flight, 1)
    {
        private protected override Task<int>? Invoke(Context ctx) => throw new NotSupportedException("The race does what the work would.");

        private static Context Own()
        {
            Context.Background.WithCancel(out Context own);
            return own;
        }
    }
}
