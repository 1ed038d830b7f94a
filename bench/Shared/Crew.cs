namespace Plumbline.Bench;

/// <summary>Threads that start on a piece of work together and are timed together.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private readonly long[] _starts;
    private readonly long[] _ends;
    private Action<int>? _work;

    /// <param name="size">Number of threads.</param>
    internal Crew(int size)
    {
        _starts = new long[size];
        _ends = new long[size];
        _barrier = new Barrier(size + 1);
        _threads = new Thread[size];
        for (int i = 0; i < size; i++)
        {
            int index = i;
            _threads[i] = new Thread(() => Serve(index)) { IsBackground = true, Name = "crew " + index };
            _threads[i].Start();
        }
    }

    internal int Size => _threads.Length;

    /// <summary>Has every thread run <paramref name="work"/> once, and waits for all.</summary>
    /// <param name="work">Given the thread's number, from zero.</param>
    /// <returns>From the first thread's start to the last one's end.</returns>
    internal TimeSpan Run(Action<int> work)
    {
        _work = work;
        _barrier.SignalAndWait();
        _barrier.SignalAndWait();
        return TimeProvider.System.GetElapsedTime(_starts.Min(), _ends.Max());
    }

    public void Dispose()
    {
        _work = null;
        _barrier.SignalAndWait();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _barrier.Dispose();
    }

    private void Serve(int index)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is not { } work)
            {
                return;
            }

            _starts[index] = TimeProvider.System.GetTimestamp();
            work(index);
            _ends[index] = TimeProvider.System.GetTimestamp();
            _barrier.SignalAndWait();
        }
    }
}
