using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does a turn over several channels cost when one of them has an item?</summary>
#pragma warning disable CA1001 // CleanUp disposes of it; BenchmarkDotNet calls that.
public class SelectReadyBenchmarks
#pragma warning restore CA1001
{
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _ctx = LiveParent.NewContext(LiveParent.Hour);
    private Channel<int>[] _channels = [];
    private ChannelReader<int>[] _readers = [];
    private ReceiveCase<int>[] _cases = [];
    private Select _select = new();
    private int _turn;

    [Params(2, 8)]
    public int Channels { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _channels = [.. Enumerable.Range(0, Channels).Select(static _ => Channel.CreateBounded<int>(4))];
        _readers = [.. _channels.Select(static channel => channel.Reader)];
        _select = new Select();
        _cases = [.. _readers.Select(_select.Receive)];
    }

    [GlobalCleanup]
    public void CleanUp() => _select.Dispose();

    [Benchmark(Baseline = true)]
    public Task<int> WhenAny()
    {
        Write();
        return WhenAnyTurns.LeavingWaitsAsync(_readers, _token);
    }

    [Benchmark]
    public async Task<int> Select()
    {
        Write();
        await _select.NextAsync(_ctx);
        return Take(_cases);
    }

    internal static int Take(ReceiveCase<int>[] cases)
    {
        foreach (ReceiveCase<int> one in cases)
        {
            if (one.TryTake(out int item))
            {
                return item;
            }
        }

        return -1;
    }

    private void Write() => _channels[++_turn % Channels].Writer.TryWrite(7);
}
