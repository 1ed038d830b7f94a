using System.Diagnostics;

namespace Plumbline.Tests.Support;

/// <summary>Two actions against each other, many thousand times, started within nanoseconds of each other.</summary>
/// <remarks>For windows so narrow that the wake-up from a barrier (<see cref="Racers"/>) would miss them.</remarks>
internal static class Duel
{
    // Each thread lets between none and this many spins pass before it acts; over the rounds every combination comes up.
    private const int Jitter = 24;

    /// <summary>
    /// For each round: <paramref name="setUp"/> makes what is fought over, both act on it at the same time, <paramref name="check"/>
    /// looks at what came of it. Throws what any of them threw.
    /// </summary>
    internal static void Run<T>(int rounds, Func<int, T> setUp, Action<T> one, Action<T> other, Action<T> check)
    {
        var state = new State<T>();
        var second = new Thread(() => state.Fight(rounds, other)) { IsBackground = true, Name = "duel" };
        second.Start();
        for (int i = 1; i <= rounds; i++)
        {
            state.Subject = setUp(i);
            Volatile.Write(ref state.Started, i);
            Thread.SpinWait(i % Jitter);
            one(state.Subject);
            WaitFor(ref state.Ended, i);
            if (state.Failure is { } failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }

            check(state.Subject);
        }

        Bounded.Join([second], "the second one of a duel to end");
    }

    private static void WaitFor(ref int word, int value)
    {
        SpinWait spin = default;
        long limit = 0;
        while (Volatile.Read(ref word) < value)
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (spin.Count % 1_000 != 0)
            {
                continue;
            }

            limit = limit == 0 ? Stopwatch.GetTimestamp() + (Stopwatch.Frequency * (long)Bounded.Limit.TotalSeconds) : limit;
            Assert.True(Stopwatch.GetTimestamp() < limit, $"Waited {Bounded.Limit.TotalSeconds:0} s for round {value} of a duel: one side hangs.");
        }
    }

    private sealed class State<T>
    {
        internal int Started;
        internal int Ended;
        internal T Subject = default!; // set before the first round starts
        internal Exception? Failure;

        internal void Fight(int rounds, Action<T> action)
        {
            for (int i = 1; i <= rounds && Failure is null; i++)
            {
                try
                {
                    WaitFor(ref Started, i);
                    Thread.SpinWait(i / Jitter % Jitter);
                    action(Subject);
                }
                catch (Exception exception)
                {
                    Failure = exception;
                }

                Volatile.Write(ref Ended, Failure is null ? i : int.MaxValue);
            }
        }
    }
}
