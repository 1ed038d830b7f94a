using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Plumbline;
using Plumbline.Http;

namespace Snippets;

/// <summary>What docs/choosing.md quotes.</summary>
internal sealed class Choosing(HttpClient http, Channel<Func<Task>> queue)
{
    internal async Task<string> HardLimitAsync(Context ctx, Uri url)
    {
        #region hard-limit
        using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);
        return await http.GetStringAsync(ctx, url);
        #endregion
    }

    internal async Task<string> RetryAsync(Context ctx, Uri url)
    {
        #region attempt-limit
        for (int attempt = 1; ; attempt++)
        {
            using var cancel = ctx.WithTimeout(TimeSpan.FromMilliseconds(500), out var call);
            try
            {
                return await http.GetStringAsync(call, url);
            }
            catch (Exception e) when (attempt < 3 && !ctx.IsDone && e.IsDeadlineExceeded(call))
            {
                // This attempt was too slow; the caller still waits: try again.
            }
        }
        #endregion
    }

    internal async Task ManualAbortAsync(Context ctx, AbortButton button)
    {
        #region manual-abort
        using var search = ctx.WithCancel(out var work);
        button.Clicked += () => search.Cancel(new UserAbortedException());
        await SearchAsync(work);
        #endregion
    }

    internal void RequestLifetime(WebApplication app)
    {
        #region request-lifetime
        app.MapGet("/report", async (Context ctx, Reports reports) => await reports.BuildAsync(ctx))
           .WithDeadline(TimeSpan.FromSeconds(5));
        #endregion
    }

    internal async Task RootAsync()
    {
        #region root
        using var signals = Context.Background.WithSignals(out var ctx);
        await ServeAsync(ctx);
        #endregion
    }

    internal async Task OutgoingCallAsync(Context ctx, Uri url, Stream target)
    {
        #region outgoing-call
        using var response = await http.GetAsync(ctx, url, HttpCompletionOption.ResponseHeadersRead);
        await response.EnsureSuccessStatusCode().Content.CopyToAsync(target, ctx);
        #endregion
    }

    internal bool DetachedWork(Context ctx, Order order)
    {
        #region detached-work
        Context detached = ctx.WithoutCancel();
        return queue.Writer.TryWrite(() => SendReceiptAsync(detached, order));
        #endregion
    }

    #region detached-callee
    private static async Task SendReceiptAsync(Context ctx, Order order)
    {
        using var cancel = ctx.WithTimeout(TimeSpan.FromMinutes(1), out ctx);
        await order.MailAsync(ctx);
    }
    #endregion

    internal async Task MustFinishAsync(Context ctx, Order order)
    {
        #region must-finish
        try
        {
            await order.BookAsync(ctx);
        }
        catch
        {
            using var shield = ctx.WithShield(TimeSpan.FromSeconds(5), out var cleanup);
            await order.RollBackAsync(cleanup);
            throw;
        }
        #endregion
    }

    internal async Task ScriptAsync(string[] args)
    {
        #region script
        using var signals = Context.Background.WithSignals(out var ctx);
        using var cancel = ctx.WithTimeout(TimeSpan.FromMinutes(10), out ctx);
        await ImportAsync(ctx, args[0]);
        #endregion
    }

    internal async Task TwoLifetimesAsync(Context request, Context session)
    {
        #region two-lifetimes
        using var cancel = Context.Merge([request, session], out var ctx);
        await SearchAsync(ctx);
        #endregion
    }

    internal async Task FromTokenAsync(CancellationToken token)
    {
        #region from-token
        using var cancel = Context.From(token).WithTimeout(TimeSpan.FromSeconds(2), out var ctx);
        await SearchAsync(ctx);
        #endregion
    }

    private static Task SearchAsync(Context ctx) => Task.Delay(Timeout.InfiniteTimeSpan, ctx);

    private static Task ServeAsync(Context ctx) => ctx.Done;

    private static Task ImportAsync(Context ctx, string file) => File.WriteAllTextAsync(file, "", ctx);
}
