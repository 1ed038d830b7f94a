using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to wait for an item? The channel goes on inline, so that the thread pool is not measured.</summary>
public class ReceiveWaitingBenchmarks
{
    private readonly Channel<int> _channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _ctx = LiveParent.NewContext(LiveParent.Hour);

    [Benchmark(Baseline = true)]
    public async Task<int> ReadAsync()
    {
        ValueTask<int> received = _channel.Reader.ReadAsync(_token);
        _channel.Writer.TryWrite(7);
        return await received;
    }

    [Benchmark]
    public async Task<int> ReceiveAsync()
    {
        ValueTask<int> received = _channel.Reader.ReceiveAsync(_ctx);
        _channel.Writer.TryWrite(7);
        return await received;
    }
}
