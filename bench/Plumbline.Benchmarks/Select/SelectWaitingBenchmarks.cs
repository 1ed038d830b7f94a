using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does a turn over several channels cost when it has to wait, and all but one of them stay idle?</summary>
#pragma warning disable CA1001 // CleanUp disposes of it; BenchmarkDotNet calls that.
public class SelectWaitingBenchmarks
#pragma warning restore CA1001
{
    // The idiom that leaves its waits behind would fill the memory.
    private const int TurnsOfAChannel = 5_000;

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
        MakeChannels();
        _select = new Select();
        _cases = [.. _readers.Select(_select.Receive)];
    }

    [GlobalCleanup]
    public void CleanUp() => _select.Dispose();

    /// <summary>Leaves a wait behind on each idle channel.</summary>
    [Benchmark(Baseline = true)]
    public Task<int> WhenAny()
    {
        if (++_turn % TurnsOfAChannel == 0)
        {
            MakeChannels();
        }

        Task<int> turn = WhenAnyTurns.LeavingWaitsAsync(_readers, _token);
        Write();
        return turn;
    }

    /// <summary>Leaves nothing behind.</summary>
    [Benchmark]
    public Task<int> WhenAnyCanceling()
    {
        Task<int> turn = WhenAnyTurns.CancelingWaitsAsync(_readers, _token);
        Write();
        return turn;
    }

    [Benchmark]
    public async Task<int> SelectInALoop()
    {
        ValueTask<bool> turn = _select.NextAsync(_ctx);
        Write();
        await turn;
        return SelectReadyBenchmarks.Take(_cases);
    }

    [Benchmark]
    public async Task<int> SelectMadeAnew()
    {
        using var select = new Select();
        ReceiveCase<int>[] cases = [.. _readers.Select(select.Receive)];
        ValueTask<bool> turn = select.NextAsync(_ctx);
        Write();
        await turn;
        return SelectReadyBenchmarks.Take(cases);
    }

    private void MakeChannels()
    {
        _channels = [.. Enumerable.Range(0, Channels).Select(static _ => Channel.CreateUnbounded<int>())];
        _readers = [.. _channels.Select(static channel => channel.Reader)];
    }

    private void Write() => _channels[0].Writer.TryWrite(7);
}
