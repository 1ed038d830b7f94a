using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to receive an item that is there?</summary>
public class ReceiveReadyBenchmarks
{
    private readonly Channel<int> _channel = Channel.CreateBounded<int>(4);
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _ctx = LiveParent.NewContext(LiveParent.Hour);

    [Benchmark(Baseline = true)]
    public ValueTask<int> ReadAsync()
    {
        _channel.Writer.TryWrite(7);
        return _channel.Reader.ReadAsync(_token);
    }

    [Benchmark]
    public ValueTask<int> ReceiveAsync()
    {
        _channel.Writer.TryWrite(7);
        return _channel.Reader.ReceiveAsync(_ctx);
    }
}
