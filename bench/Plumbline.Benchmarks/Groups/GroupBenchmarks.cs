using BenchmarkDotNet.Attributes;
using Plumbline.Concurrency;

namespace Plumbline.Benchmarks;

/// <summary>What does it cost to run 100 tasks that belong together, below a parent that can end?</summary>
/// <remarks>Each task yields once. All but the last row begin every task on the thread pool.</remarks>
public class GroupBenchmarks
{
    private const int Children = 100;

    private readonly CancellationToken _token = LiveParent.NewToken();
    private readonly Context _parent = LiveParent.NewContext();
    private readonly int[] _numbers = [.. Enumerable.Range(0, Children)];

    [Benchmark(Baseline = true)]
    public async Task WhenAllOfTaskRun()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        CancellationToken token = linked.Token;
        var children = new Task[Children];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = Task.Run(() => WorkAsync(token), token);
        }

        await Task.WhenAll(children);
    }

    [Benchmark]
    public async Task ParallelForEachAsync()
    {
        var options = new ParallelOptions { CancellationToken = _token, MaxDegreeOfParallelism = Children };
        await Parallel.ForEachAsync(_numbers, options, static (_, token) => new ValueTask(WorkAsync(token)));
    }

    [Benchmark]
    public async Task Group()
    {
        await using var group = new TaskGroup(_parent);
        for (int i = 0; i < Children; i++)
        {
            group.Run(static ctx => WorkAsync(ctx));
        }

        await group.WaitAsync();
    }

    [Benchmark]
    public async Task GroupOfResults()
    {
        await using var group = new TaskGroup<int>(_parent);
        for (int i = 0; i < Children; i++)
        {
            group.Run(static ctx => ResultAsync(ctx));
        }

        await group.WaitAsync();
    }

    /// <summary>For scale: each task runs up to its first await in the caller, one after the other.</summary>
    [Benchmark]
    public async Task WhenAllBegunInTheCaller()
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_token);
        CancellationToken token = linked.Token;
        var children = new Task[Children];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = WorkAsync(token);
        }

        await Task.WhenAll(children);
    }

    private static async Task WorkAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    private static async Task<int> ResultAsync(CancellationToken token)
    {
        await WorkAsync(token);
        return 1;
    }
}
