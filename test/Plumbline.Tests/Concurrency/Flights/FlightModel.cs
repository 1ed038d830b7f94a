using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>A flight of one key, played deed by deed, and what a page of plain code says must have come of it.</summary>
/// <remarks>On one thread: the work begins where it is asked for, and what the pool would do when a context ends is done at once.</remarks>
internal sealed class FlightModel
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly Upstream _upstream = new();
    private readonly List<string> _dropped = [];
    private readonly Flight<string, string> _flight;
    private readonly int _mostCallers;
    private readonly List<Caller> _callers = [];
    private readonly List<Run> _runs = [];
    private readonly List<string> _mustBeDropped = [];
    private Run? _joinable;
    private int _timesLeft;
    private int _forgetsLeft;

    internal FlightModel(int callers, int times, int forgets)
    {
        _mostCallers = callers;
        _timesLeft = times;
        _forgetsLeft = forgets;
        _flight = new Flight<string, string>(new() { Limit = _limit, OnAbandoned = DropAsync }) { Begins = static item => item.Execute() };
    }

    /// <summary>What can be done next; empty when everything is over.</summary>
    internal IReadOnlyList<Action> Deeds
    {
        get
        {
            List<Action> deeds = [];
            if (_callers.Count < _mostCallers)
            {
                deeds.Add(Join);
            }

            deeds.AddRange(_callers.Where(caller => caller.HasScope).Select(caller => (Action)(() => Leave(caller))));
            foreach (Run run in _runs.Where(run => !run.HasLanded))
            {
                deeds.Add(() => Land(run, fails: false));
                deeds.Add(() => Land(run, fails: true));
            }

            if (_timesLeft > 0 && _runs.Count > 0)
            {
                deeds.Add(PassTime);
            }

            if (_forgetsLeft > 0 && _joinable is not null)
            {
                deeds.Add(Forget);
            }

            return deeds;
        }
    }

    /// <summary>What the flight did is what the model says.</summary>
    internal void Compare()
    {
        Assert.Equal(_runs.Count, _upstream.All.Count);
        Assert.Equal(_joinable is null ? 0 : 1, _flight.CountRuns());
        Assert.Equal(_mustBeDropped, _dropped);
        foreach (Caller caller in _callers)
        {
            Assert.Equal(caller.Answer, AnswerOf(caller.Joined.Task));
        }

        foreach (Run run in _runs)
        {
            Assert.Equal(run.End, EndOf(run.Execution.Ctx));
        }
    }

    private static string AnswerOf(Task<string> task) => task switch
    {
        { IsCompletedSuccessfully: true } => task.GetAwaiter().GetResult(),
        { IsFaulted: true } => task.Exception!.InnerException!.GetType().Name,
        { IsCanceled: true } => "left",
        _ => "waits",
    };

    private static string EndOf(Context ctx) => ctx switch
    {
        { IsDone: false } => "lives",
        { Status: ContextStatus.DeadlineExceeded } => "time",
        { Cause: FlightAbandonedException } => "abandoned",
        _ => "landed",
    };

    private void Join()
    {
        CancelScope scope = Context.Root(_clock).WithCancel(out Context ctx);
        FlightCaller<string, string> joined = _flight.Join(ctx, "key", _upstream, static (ctx, key, upstream) => upstream.IgnoreAsync(ctx, key), default);
        var caller = new Caller(scope, joined);
        _callers.Add(caller);
        if (_joinable is null)
        {
            Assert.Equal(_runs.Count + 1, _upstream.All.Count);
            _joinable = new Run(_upstream.All.Last(), _runs.Count, _clock.GetUtcNow() + _limit);
            _runs.Add(_joinable);
        }

        caller.Run = _joinable;
        _joinable.Waiting.Add(caller);
    }

    private void Leave(Caller caller)
    {
        caller.Scope.Cancel();
        caller.HasScope = false;
        caller.Joined.Run!.Leave(caller.Joined);
        Settle();
        Run run = caller.Run!;
        if (run.Waiting.Remove(caller))
        {
            caller.Answer = "left";
            Close(run, run.Waiting.Count == 0, "abandoned");
        }
    }

    private void Land(Run run, bool fails)
    {
        string result = $"result {run.Number}";
        run.HasLanded = true;
        if (fails)
        {
            run.Execution.Ending.SetException(new IOException());
        }
        else
        {
            run.Execution.Ending.SetResult(result);
        }

        if (run.IsClosed && !fails)
        {
            _mustBeDropped.Add(result);
        }

        run.Waiting.ForEach(caller => caller.Answer = fails ? nameof(IOException) : result);
        Close(run, !run.IsClosed, "landed");
    }

    private void PassTime()
    {
        _timesLeft--;
        _clock.Advance(_limit);
        _callers.ForEach(static caller => ExpireIfDue(caller.Joined.Run!));
        Settle();
        foreach (Run run in _runs.Where(run => !run.IsClosed && run.Deadline <= _clock.GetUtcNow()))
        {
            // The pool may have closed it first, and be at work on the answers.
            Spin.Until(() => run.Waiting.TrueForAll(static caller => caller.Joined.Task.IsCompleted));
            run.Waiting.ForEach(caller => caller.Answer = nameof(FlightTimeoutException));
            Close(run, true, "time");
        }
    }

    // The pool is told of the end of a context as well. If it was first, it may not have answered yet.
    private void Settle()
    {
        Task settled = VirtualTime.SettleAsync(_clock);
        Assert.True(SpinWait.SpinUntil(() => settled.IsCompleted, Bounded.Limit), "Waited for the callbacks of the clock to end.");
    }

    private void Forget()
    {
        _forgetsLeft--;
        Assert.True(_flight.Forget("key"));
        _joinable = null;
    }

    private void Close(Run run, bool closes, string end)
    {
        if (!closes)
        {
            return;
        }

        run.IsClosed = true;
        run.End = end;
        run.Waiting.Clear();
        _joinable = ReferenceEquals(_joinable, run) ? null : _joinable;
    }

    private static void ExpireIfDue(FlightRun<string, string> run)
    {
        if (run.Ctx.Status == ContextStatus.DeadlineExceeded)
        {
            run.Expire();
        }
    }

    private ValueTask DropAsync(string result)
    {
        _dropped.Add(result);
        return ValueTask.CompletedTask;
    }

    private sealed class Caller(CancelScope scope, FlightCaller<string, string> joined)
    {
        internal CancelScope Scope { get; } = scope;

        internal FlightCaller<string, string> Joined { get; } = joined;

        internal Run? Run { get; set; }

        internal bool HasScope { get; set; } = true;

        internal string Answer { get; set; } = "waits";
    }

    private sealed class Run(Execution execution, int number, DateTimeOffset deadline)
    {
        internal Execution Execution { get; } = execution;

        internal int Number { get; } = number;

        internal DateTimeOffset Deadline { get; } = deadline;

        internal List<Caller> Waiting { get; } = [];

        internal bool IsClosed { get; set; }

        internal bool HasLanded { get; set; }

        internal string End { get; set; } = "lives";
    }
}
