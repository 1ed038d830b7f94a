using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does one caller cost of a thousand who want the same at the same time, each of whom may leave?</summary>
/// <remarks>
/// The work waits until all have come. Time and bytes are for one caller, its context or token source included. HybridCache is told to keep nothing, so
/// that only its protection against stampedes is left.
/// </remarks>
public class FlightBenchmarks
{
    private const int Callers = 1_000;
    private const string Key = "report";

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly Flight<string, object> _flight = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<object>>> _lazies = new();
    private readonly HybridCache _cache = NewCache();
    private readonly HybridCacheEntryOptions _keepNothing = new()
    {
        Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache,
    };

    private readonly Task[] _callers = new Task[Callers];
    private TaskCompletionSource<object> _work = new();

    /// <summary>Who leaves gives up waiting; the work knows nothing of it and is never stopped.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Callers)]
    public Task LazyTaskAndWaitAsync() => RunAsync(static async (self, _) =>
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(self._token);
        Lazy<Task<object>> lazy = self._lazies.GetOrAdd(Key, static (_, self) => new Lazy<Task<object>>(() => self._work.Task), self);
        try
        {
            await lazy.Value.WaitAsync(linked.Token);
        }
        finally
        {
            self._lazies.TryRemove(new KeyValuePair<string, Lazy<Task<object>>>(Key, lazy));
        }
    });

    /// <summary>For scale: nobody can leave.</summary>
    [Benchmark(OperationsPerInvoke = Callers)]
    public Task LazyTask() => RunAsync(static async (self, _) =>
    {
        Lazy<Task<object>> lazy = self._lazies.GetOrAdd(Key, static (_, self) => new Lazy<Task<object>>(() => self._work.Task), self);
        await lazy.Value;
        self._lazies.TryRemove(new KeyValuePair<string, Lazy<Task<object>>>(Key, lazy));
    });

    [Benchmark(OperationsPerInvoke = Callers)]
    public Task HybridCacheStampede() => RunAsync(static async (self, _) =>
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(self._token);
        await self._cache.GetOrCreateAsync(
            Key, self, static (self, _) => new ValueTask<object>(self._work.Task), self._keepNothing, cancellationToken: linked.Token);
    });

    [Benchmark(OperationsPerInvoke = Callers)]
    public Task Flight() => RunAsync(static async (self, _) =>
    {
        using CancelScope scope = self._parent.WithCancel(out Context ctx);
        await self._flight.RunAsync(ctx, Key, self, static (_, _, self) => self._work.Task);
    });

    private async Task RunAsync(Func<FlightBenchmarks, int, Task> call)
    {
        _work = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        for (int i = 0; i < _callers.Length; i++)
        {
            _callers[i] = call(this, i);
        }

        _work.SetResult(this);
        await Task.WhenAll(_callers);
    }

    private static HybridCache NewCache()
    {
        var services = new ServiceCollection();
        services.AddHybridCache();
        return services.BuildServiceProvider().GetRequiredService<HybridCache>();
    }
}
