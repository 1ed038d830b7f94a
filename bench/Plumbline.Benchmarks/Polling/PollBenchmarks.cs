using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost a loop to ask whether it should go on, of a live context with a deadline?</summary>
public class PollBenchmarks
{
    private readonly CancellationToken _token = new CancellationTokenSource(LiveParent.Hour).Token;
    private readonly Context _ctx = LiveParent.NewContext(LiveParent.Hour);

    [Benchmark(Baseline = true)]
    public bool IsCancellationRequested() => _token.IsCancellationRequested;

    [Benchmark]
    public bool IsDone() => _ctx.IsDone;

    [Benchmark]
    public ContextStatus Status() => _ctx.Status;

    [Benchmark]
    public void ThrowIfCancellationRequested() => _token.ThrowIfCancellationRequested();

    [Benchmark]
    public void ThrowIfDone() => _ctx.ThrowIfDone();

    /// <summary>Reads the clock, which a token cannot answer from.</summary>
    [Benchmark]
    public TimeSpan? Remaining() => _ctx.Remaining;

    /// <summary>For scale: the clock alone.</summary>
    [Benchmark]
    public long Clock() => TimeProvider.System.GetTimestamp();
}
