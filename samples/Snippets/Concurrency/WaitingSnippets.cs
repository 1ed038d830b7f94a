using Plumbline;
using Plumbline.Concurrency;

namespace Snippets.Concurrency;

/// <summary>What docs/blocks.md, docs/waiting.md and docs/semaphore.md quote.</summary>
internal sealed class WaitingSnippets(Func<Context, Task<string>> recommend, Func<Context, Task<string>> price)
{
    private readonly WeightedSemaphore _memory = new(capacity: 512);
    private readonly WeightedSemaphore _file = new(capacity: 100);

    internal async Task<string> PageAsync(Context ctx)
    {
        #region move-on
        // The page is fine without recommendations: they get 150 ms of what the caller has.
        var found = await ctx.MoveOnAfterAsync(TimeSpan.FromMilliseconds(150), ctx => recommend(ctx));
        return found.TryGetValue(out string? recommended) ? $"page with {recommended}" : "page without recommendations";
        #endregion
    }

    internal async Task<string> PriceAsync(Context ctx)
    {
        #region fail-after
        // Without a price there is no page: half a second, then an error that names this line.
        return await ctx.FailAfterAsync(TimeSpan.FromMilliseconds(500), ctx => price(ctx));
        #endregion
    }

    internal static async Task<Stream> OpenAsync(Context ctx, Func<Task<Stream>> openFromOldLibrary)
    {
        #region wait-task
        // The old library knows no token. When the caller has gone, the stream that comes too late is closed.
        return await ctx.WaitAsync(openFromOldLibrary(), "opening the archive", abandoned: late => late.Dispose());
        #endregion
    }

    internal async Task ConvertAsync(Context ctx, int megabytes, Func<Context, Task> convert)
    {
        #region weighted-semaphore
        using var permit = await _memory.AcquireAsync(ctx, megabytes);
        await convert(ctx);
        #endregion
    }

    internal async Task ReplaceAsync(Context ctx, Func<Context, Task> write)
    {
        #region reader-writer
        using var alone = await _file.AcquireAsync(ctx, _file.Capacity);     // a reader takes 1
        await write(ctx);
        #endregion
    }
}
