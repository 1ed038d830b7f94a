using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Plumbline.Http;
using Plumbline.Lab.Measure;

namespace Plumbline.Chain.Hops;

/// <summary>One request at one hop: does what a service would, and writes down what it sees.</summary>
/// <param name="id">Which request.</param>
/// <param name="request">The request.</param>
/// <param name="log">Where to write it down.</param>
internal sealed class HopRequest(int id, HttpRequest request, HopLog log)
{
    // Shorter than the 5 ms in which the last hop has to be told: where it is told too late, a step begins.
    internal static readonly TimeSpan Step = TimeSpan.FromMilliseconds(4);

    // What callers set and services read by default.
    private const string Header = "Context-TTL-Ms";

    private readonly List<TimeSpan> _steps = [];
    private bool _isCalleeFirst;

    private static TimeSpan Now => TimeProvider.System.Now();

    /// <param name="ctx">The request's context.</param>
    /// <param name="http">Calls the next hop; null in the last one.</param>
    /// <param name="before">Milliseconds to work before calling.</param>
    /// <param name="steps">Steps the last hop works.</param>
    internal async Task<string> RunAsync(Context ctx, HttpClient? http, int before, int steps)
    {
        // The clock first: what passes between the two readings makes a lateness longer, never shorter.
        var began = Now;
        var remaining = ctx.Remaining;
        TimeSpan? told = null;
        string? failure = null;
        try
        {
            await (http is null ? WorkAsync(ctx, steps) : CallAsync(ctx, http, before, steps));
            return "done";
        }
        catch (OperationCanceledException) when (ctx.IsDone)
        {
            told = Now;
            throw;
        }
        catch (Exception e)
        {
            failure = $"{e.GetType().Name}: {e.Message}";
            throw;
        }
        finally
        {
            log.Add(new HopRecord(id, Sent(), remaining?.TotalMilliseconds, began + remaining, told, CauseOf(ctx), failure, _isCalleeFirst, _steps));
        }
    }

    private async Task WorkAsync(Context ctx, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            ctx.ThrowIfDone("a step of work");
            _steps.Add(Now);
            await Task.Delay(Step, ctx);
        }
    }

    private async Task CallAsync(Context ctx, HttpClient http, int before, int steps)
    {
        if (before > 0)
        {
            await Task.Delay(before, ctx);
        }

        using var response = await http.GetAsync(ctx, ChainPaths.WorkOf(id, before, steps));
        if (response.StatusCode == HttpStatusCode.GatewayTimeout)
        {
            // The callee's deadline is this one less the way, rounded down: its answer may be first by a millisecond. This hop's own is what is measured.
            _isCalleeFirst = true;
            await ctx.Done;
            ctx.ThrowIfDone("the wait for the own deadline");
        }

        response.EnsureSuccessStatusCode();
    }

    private int? Sent() =>
        int.TryParse(request.Headers[Header].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var sent) ? sent : null;

    private static string? CauseOf(Context ctx) => ctx.IsDone ? ctx.Cause?.GetType().Name.Replace("Exception", "", StringComparison.Ordinal) : null;
}
