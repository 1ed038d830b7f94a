using Plumbline;
using Plumbline.Concurrency;

namespace Snippets;

/// <summary>What docs/task-groups.md quotes.</summary>
internal sealed class Pages(Func<Context, string, Task<string>> fetch)
{
    internal async Task<string[]> AllAsync(Context ctx, IEnumerable<string> urls)
    {
        #region group-results
        await using var group = new TaskGroup<string>(ctx);
        foreach (string url in urls)
        {
            group.Run(ctx => fetch(ctx, url));
        }

        return await group.WaitAsync();
        #endregion
    }

    internal async Task<int> WarmUpAsync(Context ctx, IEnumerable<string> urls)
    {
        int fetched = 0;
        #region group-limit
        await using var group = new TaskGroup(ctx, new() { Limit = 8 });
        foreach (string url in urls)
        {
            await group.RunWhenFreeAsync(async ctx =>
            {
                await fetch(ctx, url);
                Interlocked.Increment(ref fetched);
            });
        }

        await group.WaitAsync();
        #endregion
        return fetched;
    }

    internal async Task<string> FirstAsync(Context ctx, IEnumerable<string> mirrors)
    {
        #region group-first
        await using var group = new TaskGroup<string>(ctx);
        foreach (string mirror in mirrors)
        {
            group.Run(ctx => fetch(ctx, mirror));
        }

        await foreach (string page in group.ReadAllAsync())
        {
            return page;                                             // the others are canceled, and waited for
        }
        #endregion
        return "";
    }

    internal async Task<IReadOnlyList<string>> BestSoFarAsync(Context ctx, IEnumerable<string> urls)
    {
        #region group-partial
        using var cancel = ctx.WithTimeout(TimeSpan.FromMilliseconds(800), out var soon);
        await using var group = new TaskGroup<string>(soon, new() { Supervises = true });
        foreach (string url in urls)
        {
            group.Run(ctx => fetch(ctx, url));
        }

        PartialResults<string> found = await group.WaitPartialAsync();
        #endregion
        return found.Values;
    }

    internal async Task ServeAsync(Context ctx, IAsyncEnumerable<string> requests, Action<Exception> log)
    {
        #region group-supervisor
        await using var group = new TaskGroup(ctx, new() { Supervises = true, Limit = 100, OnFailure = log });
        await foreach (string request in requests.WithCancellation(ctx))
        {
            await group.RunWhenFreeAsync(ctx => fetch(ctx, request));
        }

        await group.WaitAsync();
        #endregion
    }
}
