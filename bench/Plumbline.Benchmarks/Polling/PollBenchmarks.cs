using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost a loop to ask whether it should go on, of a live context with a deadline?</summary>
/// <remarks>With the loop around it: a poll alone is less than a call.</remarks>
public class PollBenchmarks
{
    private const int Polls = 1_000;

    private readonly CancellationToken _token = new CancellationTokenSource(LiveParent.Hour).Token;
    private readonly Context _ctx = LiveParent.NewContext(LiveParent.Hour);

    [Benchmark(Baseline = true, OperationsPerInvoke = Polls)]
    public int IsCancellationRequested()
    {
        CancellationToken token = _token;
        int i = 0;
        while (i < Polls && !token.IsCancellationRequested)
        {
            i++;
        }

        return i;
    }

    [Benchmark(OperationsPerInvoke = Polls)]
    public int IsDone()
    {
        Context ctx = _ctx;
        int i = 0;
        while (i < Polls && !ctx.IsDone)
        {
            i++;
        }

        return i;
    }

    [Benchmark(OperationsPerInvoke = Polls)]
    public int Status()
    {
        Context ctx = _ctx;
        int i = 0;
        while (i < Polls && ctx.Status == ContextStatus.Active)
        {
            i++;
        }

        return i;
    }

    [Benchmark(OperationsPerInvoke = Polls)]
    public void ThrowIfCancellationRequested()
    {
        CancellationToken token = _token;
        for (int i = 0; i < Polls; i++)
        {
            token.ThrowIfCancellationRequested();
        }
    }

    [Benchmark(OperationsPerInvoke = Polls)]
    public void ThrowIfDone()
    {
        Context ctx = _ctx;
        for (int i = 0; i < Polls; i++)
        {
            ctx.ThrowIfDone();
        }
    }

    /// <summary>Reads the clock, which a token cannot answer from.</summary>
    [Benchmark(OperationsPerInvoke = Polls)]
    public int Remaining()
    {
        Context ctx = _ctx;
        int i = 0;
        while (i < Polls && ctx.Remaining > TimeSpan.Zero)
        {
            i++;
        }

        return i;
    }

    /// <summary>For scale: the clock alone.</summary>
    [Benchmark(OperationsPerInvoke = Polls)]
    public long Clock()
    {
        long sum = 0;
        for (int i = 0; i < Polls; i++)
        {
            sum += TimeProvider.System.GetTimestamp();
        }

        return sum;
    }
}
