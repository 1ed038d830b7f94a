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

        // Not disposed: when a check fails the racers are still at them, and an exception there would end the process.
        var start = new Barrier(racers.Length + 1);
        var end = new Barrier(racers.Length + 1);
        Thread[] threads = [.. racers.Select(racer => new Thread(() =>
        {
            for (int i = 0; i < rounds; i++)
            {
                start.SignalAndWait();
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

        for (int i = 0; i < rounds; i++)
        {
            round = setUp(i);
            Assert.True(start.SignalAndWait(Bounded.Limit), $"Waited for the racers to start round {i}.");
            Assert.True(end.SignalAndWait(Bounded.Limit), $"Waited for the racers to end round {i}: one of them hangs.");
            if (failures.TryDequeue(out Exception? failure))
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }

            check(round);
        }

        Bounded.Join(threads, "the racers to end");
    }
}
