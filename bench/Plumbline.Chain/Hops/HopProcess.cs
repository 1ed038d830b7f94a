using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Bench.Services;

namespace Plumbline.Chain.Hops;

/// <summary>The process of a hop: edge, mid or upstream.</summary>
internal static class HopProcess
{
    /// <summary>Runs until the parent goes away.</summary>
    /// <param name="protocol">What it speaks, to both sides.</param>
    /// <param name="calls">The next hop; null for the last one.</param>
    /// <param name="isByHand">Whether it has no context, and passes on its token.</param>
    internal static async Task RunAsync(Protocol protocol, Uri? calls, bool isByHand)
    {
        var log = new HopLog();
        using var http = calls is null ? null : protocol.NewClient(calls);
        var app = LoopbackHost.Create(protocol, isByHand ? null : static services => services.AddPlumbline());

        Count(app, log);
        app.MapGet(ChainPaths.InFlight, () => log.InFlight);
        app.MapGet(ChainPaths.Records, log.Take);
        if (isByHand)
        {
            app.MapGet(ChainPaths.Work, (int id, int steps, CancellationToken token) => new HandRequest(id, log).RunAsync(http, steps, token));
        }
        else
        {
            app.UsePlumbline();
            app.MapGet(ChainPaths.Work, (Context ctx, HttpRequest request, int id, int before, int steps) =>
                new HopRequest(id, request, log).RunAsync(ctx, http, before, steps));
        }

        await LoopbackHost.RunAsync(app);
    }

    /// <summary>A request counts until all of it has ended: outside of the context's middleware.</summary>
    private static void Count(WebApplication app, HopLog log) => app.Use(async (request, next) =>
    {
        if (request.Request.Path.StartsWithSegments(ChainPaths.Prefix))
        {
            await next(request);
            return;
        }

        log.Enter();
        try
        {
            await next(request);
        }
        finally
        {
            log.Leave();
        }
    });
}
