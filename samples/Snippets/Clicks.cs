using Plumbline;
using Plumbline.Concurrency;

namespace Snippets;

/// <summary>What docs/flights.md quotes.</summary>
internal sealed class Clicks(Func<Context, string, Task<string>> build)
{
    #region flight
    private readonly Flight<string, string> _reports = new(new() { Limit = TimeSpan.FromSeconds(10) });

    internal Task<string> ReportAsync(Context ctx, string user) =>
        _reports.RunAsync(ctx, user, build, static (ctx, user, build) => build(ctx, user));
    #endregion

    #region supersede
    private readonly Supersession<string> _searches = new();

    internal async Task<string> SearchAsync(Context ctx, string user, string text)
    {
        using var newest = _searches.Enter(ctx, user, out ctx);      // ends the search that this user began before
        return await build(ctx, text);
    }
    #endregion

    internal async Task<string> AnswerAsync(Context ctx, string user)
    {
        #region flight-errors
        try
        {
            return await ReportAsync(ctx, user);
        }
        catch (FlightTimeoutException e)
        {
            return $"too slow for everybody: {e.Message}";           // the 10 s of the flight; this caller has time left
        }
        catch (Exception e) when (e.IsDeadlineExceeded(ctx))
        {
            return "too slow for this caller";                       // others still wait, and the work goes on for them
        }
        #endregion
    }

    internal static Flight<string, Stream> NewStreams()
    {
        #region flight-late
        var streams = new Flight<string, Stream>(new()
        {
            OnAbandoned = static late => late.DisposeAsync(),        // came when nobody was waiting any more
        });
        #endregion
        return streams;
    }
}
