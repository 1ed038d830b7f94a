using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to run 100 tasks, no more than 8 at once, below a parent that can end?</summary>
public class LimitedGroupBenchmarks
{
    private const int Children = 100;
    private const int Limit = 8;

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly TaskGroupOptions _options = new() { Limit = Limit };
    private readonly int[] _numbers = [.. Enumerable.Range(0, Children)];

    [Benchmark(Baseline = true)]
    public async Task ParallelForEachAsync()
    {
        var options = new ParallelOptions { CancellationToken = _token, MaxDegreeOfParallelism = Limit };
        await Parallel.ForEachAsync(_numbers, options, static (_, _) => YieldAsync());
    }

    [Benchmark]
    public async Task WhenAllBehindASemaphore()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using var slots = new SemaphoreSlim(Limit);
        var children = new Task[Children];
        for (int i = 0; i < children.Length; i++)
        {
            await slots.WaitAsync(linked.Token);
            children[i] = Task.Run(async () =>
            {
                await YieldAsync();
                slots.Release();
            });
        }

        await Task.WhenAll(children);
    }

    [Benchmark]
    public async Task Group()
    {
        await using var group = new TaskGroup(_parent, _options);
        for (int i = 0; i < Children; i++)
        {
            group.Run(static _ => YieldAsync().AsTask());
        }

        await group.WaitAsync();
    }

    [Benchmark]
    public async Task GroupWhenFree()
    {
        await using var group = new TaskGroup(_parent, _options);
        for (int i = 0; i < Children; i++)
        {
            await group.RunWhenFreeAsync(static _ => YieldAsync().AsTask());
        }

        await group.WaitAsync();
    }

    private static async ValueTask YieldAsync() => await Task.Yield();
}
