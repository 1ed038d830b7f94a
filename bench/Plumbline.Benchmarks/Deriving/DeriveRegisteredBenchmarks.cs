using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>
/// What does a call cost into a library that knows only tokens: derive a child with a timeout, have the library register on its token
/// and take that back, and end it?
/// </summary>
public class DeriveRegisteredBenchmarks
{
    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(LiveParent.Hour).Build();

    [Benchmark(Baseline = true)]
    public void LinkedTokenSource()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        linked.CancelAfter(LiveParent.Hour);
        RegisterOn(linked.Token);
    }

    [Benchmark]
    public void Contexts()
    {
        using var cancel = _parent.WithTimeout(LiveParent.Hour, out Context child);
        RegisterOn(child.Token);
    }

    [Benchmark]
    public void DotNextMultiplexer()
    {
        using var scope = _multiplexer.Combine(LiveParent.Hour, _token);
        RegisterOn(scope.Token);
    }

    [Benchmark]
    public void PollyTimeout() => _pipeline.Execute(static token => RegisterOn(token), _token);

    private static void RegisterOn(CancellationToken token)
    {
        using CancellationTokenRegistration registration = token.UnsafeRegister(static _ => { }, null);
    }
}
