using System.Threading.Channels;
using Plumbline;
using Plumbline.Concurrency;
using Plumbline.Http;

namespace Snippets;

/// <summary>What docs/from-go.md quotes.</summary>
internal sealed class FromGo(HttpClient http)
{
    internal async Task<string> TimeoutAsync(Context ctx, Uri url)
    {
        #region go-timeout
        using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);
        return await http.GetStringAsync(ctx, url);
        #endregion
    }

    internal async Task<string?> ClassifyAsync(Context ctx, Uri url)
    {
        #region go-errors
        try
        {
            return await http.GetStringAsync(ctx, url);
        }
        catch (Exception e) when (e.IsDeadlineExceeded(ctx))
        {
            return null;
        }
        #endregion
    }

    internal async Task SelectAsync(Context ctx, ChannelReader<Order> orders)
    {
        #region go-select
        await foreach (Order order in orders.ReceiveAllAsync(ctx))
        {
            await order.BookAsync(ctx);
        }
        #endregion
    }

    internal static long Poll(Context ctx, IEnumerable<int> numbers)
    {
        #region go-poll
        long sum = 0;
        foreach (int number in numbers)
        {
            ctx.ThrowIfDone("adding up");
            sum += number;
        }
        #endregion
        return sum;
    }

    internal static Exception? Cause(Context ctx)
    {
        #region go-cause
        using var scope = ctx.WithCancel(out var child);
        scope.Cancel(new InvalidDataException("The file has no header."));
        Exception? cause = child.Cause;          // that very exception
        Exception? error = child.ToException();  // a ContextCanceledException with it inside
        #endregion
        return error ?? cause;
    }

    internal static void AfterFunc(Context ctx, Stream stream)
    {
        #region go-afterfunc
        using var registration = ctx.Register(stream.Dispose);
        stream.Flush();
        #endregion
    }

    #region go-value-key
    private static readonly ContextKey<string> _traceId = new("trace-id", printable: true);
    #endregion

    internal static string? Value(Context ctx)
    {
        #region go-value
        ctx = ctx.WithValue(_traceId, "4bf92f");
        string? id = ctx.TryGetValue(_traceId, out string? found) ? found : null;
        #endregion
        return id;
    }

    internal static async Task MergeAsync(Context request, Context shutdown)
    {
        #region go-merge
        using var cancel = Context.Merge([request, shutdown], out var ctx);
        #endregion
        await ctx.Done;
    }

    internal static async Task GroupAsync(Context ctx, IReadOnlyList<Order> orders)
    {
        #region go-errgroup
        var options = new ParallelOptions { CancellationToken = ctx, MaxDegreeOfParallelism = 4 };
        await Parallel.ForEachAsync(orders, options, async (order, token) =>
        {
            using var cancel = Context.Merge([ctx, Context.From(token)], out var call);
            await order.BookAsync(call);
        });
        #endregion
    }

    internal static async Task<string> OutOfScopeAsync(Context ctx, HttpClient http, Uri primary, Uri backup)
    {
        #region go-shadow
        try
        {
            using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call);
            return await http.GetStringAsync(call, primary);
        }
        catch (Exception e) when (!ctx.IsDone && e is OperationCanceledException or HttpRequestException)
        {
            return await http.GetStringAsync(ctx, backup);   // ctx is still the caller's
        }
        #endregion
    }
}
