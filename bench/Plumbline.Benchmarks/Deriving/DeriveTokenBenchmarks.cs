using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a call cost that hands a token on: derive a child with a timeout, take its token, and end it?</summary>
public class DeriveTokenBenchmarks
{
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(LiveParent.Hour).Build();

    [Benchmark(Baseline = true)]
    public bool LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        linked.CancelAfter(LiveParent.Hour);
        return linked.Token.IsCancellationRequested;
    }

    [Benchmark]
    public bool Contexts()
    {
        using var cancel = _parent.WithTimeout(LiveParent.Hour, out Context child);
        return child.Token.IsCancellationRequested;
    }

    [Benchmark]
    public bool DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(LiveParent.Hour, _token);
        return scope.Token.IsCancellationRequested;
    }

    [Benchmark]
    public bool PollyTimeout() => _pipeline.Execute(static token => token.IsCancellationRequested, _token);
}
