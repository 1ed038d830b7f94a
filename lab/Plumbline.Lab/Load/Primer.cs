using Microsoft.AspNetCore.Http;
using Plumbline.Http;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Load;

/// <summary>Requests before the first person comes, so that what is compiled and connected once is there. Nobody counts them.</summary>
internal static class Primer
{
    private const int Rounds = 3;
    private const int MostRounds = 12;
    private const int Together = 6;
    private const int Nobody = -1;
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Makes them: rounds until some were answered well throughout.</summary>
    /// <returns>What was wrong, if the services do not answer well although nothing should be wrong yet; otherwise null.</returns>
    /// <remarks>While code is being compiled a candidate's timeout may be over before the answer is there: that is no failure yet.</remarks>
    public static async Task<string?> RunAsync(Context ctx, HttpClient edge, Plan plan)
    {
        // No candidate may refuse any: that would be a run that begins with an open breaker.
        var together = Math.Min(Together, plan.DependencyLimit);
        var well = 0;
        for (var round = 0; well < Rounds; round++)
        {
            var asked = Enumerable.Range(0, together).SelectMany(_ => (Task<int>[])[AskAsync(ctx, edge, Page.Home), AskAsync(ctx, edge, Page.Report)]);
            var worst = (await Task.WhenAll(asked)).Max();
            if (worst == StatusCodes.Status200OK)
            {
                well++;
                continue;
            }

            if (round >= MostRounds)
            {
                return $"Before anything was wrong, the edge still answered {worst} after {round} rounds of requests.";
            }

            // A breaker that opened meanwhile is closed again some rounds later.
            well = 0;
            await Task.Delay(_pause, ctx);
        }

        return null;
    }

    private static async Task<int> AskAsync(Context ctx, HttpClient edge, Page page)
    {
        using var request = ClickHeader.Request(page.Address(), Nobody);
        using var response = await edge.SendAsync(ctx, request);
        return (int)response.StatusCode;
    }
}
