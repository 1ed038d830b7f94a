namespace Plumbline.Tests.Support;

/// <summary>Runs a few actions at once, again and again, on threads that start each round together.</summary>
internal static class Racers
{
    /// <summary>
    /// For each round: <paramref name="setUp"/> makes what is raced for, every racer is called with it, all at the same time, and
    /// <paramref name="check"/> looks at what came of it. Throws what a racer or a check threw.
    /// </summary>
    internal static void Run<T>(int rounds, Func<int, T> setUp, Action<T> check, params Action<T>[] racers)
    {
        T? round = default;
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        bool isOver = false;
        bool areWaiting = true;

        // Not disposed: a racer that hangs may come to them later.
        var start = new Barrier(racers.Length + 1);
        var end = new Barrier(racers.Length + 1);
        Thread[] threads = [.. racers.Select(racer => new Thread(() =>
        {
            while (true)
            {
                start.SignalAndWait();
                if (Volatile.Read(ref isOver))
                {
                    return;
                }

                try
                {
                    racer(round!);
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }

                end.SignalAndWait();
            }
        }) { IsBackground = true })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        try
        {
            for (int i = 0; i < rounds; i++)
            {
                round = setUp(i);
                areWaiting = false;
                Assert.True(start.SignalAndWait(Bounded.Limit), $"Waited for the racers to start round {i}.");
                Assert.True(end.SignalAndWait(Bounded.Limit), $"Waited for the racers to end round {i}: one of them hangs.");
                areWaiting = true;
                if (failures.TryDequeue(out Exception? failure))
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                }

                check(round);
            }
        }
        finally
        {
            if (areWaiting)
            {
                Volatile.Write(ref isOver, true);
                start.SignalAndWait();
                Bounded.Join(threads, "the racers to end");
            }
        }
    }
}
