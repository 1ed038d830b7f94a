using BenchmarkDotNet.Attributes;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to register a callback and to stop it, because the work ended before the context?</summary>
public class RegisterBenchmarks
{
    private static readonly object _state = new();

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly Context _withToken = LiveParent.NewContext();

    [Benchmark(Baseline = true)]
    public bool TokenRegister() => _token.Register(static _ => { }, _state).Unregister();

    /// <summary>Without the caller's ExecutionContext, which a context's callback always has.</summary>
    [Benchmark]
    public bool TokenUnsafeRegister() => _token.UnsafeRegister(static _ => { }, _state).Unregister();

    [Benchmark]
    public bool Contexts() => _parent.Register(static _ => { }, _state).Unregister();

    /// <summary>On the token of a context, as libraries do.</summary>
    [Benchmark]
    public bool TokenOfContext() => _withToken.Token.UnsafeRegister(static _ => { }, _state).Unregister();
}
