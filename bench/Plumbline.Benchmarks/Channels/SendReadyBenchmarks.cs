using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to send an item where there is room?</summary>
public class SendReadyBenchmarks
{
    private readonly Channel<int> _channel = Channel.CreateBounded<int>(4);
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _ctx = LiveParent.NewContext(LiveParent.Hour);

    [Benchmark(Baseline = true)]
    public ValueTask WriteAsync()
    {
        _channel.Reader.TryRead(out _);
        return _channel.Writer.WriteAsync(7, _token);
    }

    [Benchmark]
    public ValueTask SendAsync()
    {
        _channel.Reader.TryRead(out _);
        return _channel.Writer.SendAsync(_ctx, 7);
    }
}
