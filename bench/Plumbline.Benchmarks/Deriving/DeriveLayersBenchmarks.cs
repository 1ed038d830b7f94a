using BenchmarkDotNet.Attributes;
using DotNext.Threading;
using Polly;

namespace Plumbline.Benchmarks;

/// <summary>What does a call cost that goes through ten layers, each of which derives a child with a nearer deadline and ends it?</summary>
/// <remarks>For all ten layers together.</remarks>
public class DeriveLayersBenchmarks
{
    private const int Layers = 10;

    // The innermost has the nearest deadline, so that every layer has one of its own.
    private static readonly TimeSpan[] _timeouts = [.. Enumerable.Range(0, Layers).Select(static layer => LiveParent.Hour + TimeSpan.FromSeconds(layer))];

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly CancellationTokenMultiplexer _multiplexer = new();
    private readonly ResiliencePipeline[] _pipelines =
        [.. _timeouts.Select(static timeout => new ResiliencePipelineBuilder().AddTimeout(timeout).Build())];

    [Benchmark(Baseline = true)]
    public void LinkedTokenSources() => Link(Layers, _token);

    [Benchmark]
    public void Contexts() => Derive(_parent, Layers);

    [Benchmark]
    public void DotNextMultiplexer() => Combine(Layers, _token);

    [Benchmark]
    public void PollyTimeouts() => Execute(Layers, _token);

    private static void Link(int layers, CancellationToken token)
    {
        if (layers == 0)
        {
            return;
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
        linked.CancelAfter(_timeouts[layers - 1]);
        Link(layers - 1, linked.Token);
    }

    private static void Derive(Context ctx, int layers)
    {
        if (layers == 0)
        {
            return;
        }

        using var cancel = ctx.WithTimeout(_timeouts[layers - 1], out ctx);
        Derive(ctx, layers - 1);
    }

    private void Combine(int layers, CancellationToken token)
    {
        if (layers == 0)
        {
            return;
        }

        using var scope = _multiplexer.Combine(_timeouts[layers - 1], token);
        Combine(layers - 1, scope.Token);
    }

    private void Execute(int layers, CancellationToken token)
    {
        if (layers > 0)
        {
            _pipelines[layers - 1].Execute(
                static (state, inner) => state.Self.Execute(state.Layers, inner), (Self: this, Layers: layers - 1), token);
        }
    }
}
