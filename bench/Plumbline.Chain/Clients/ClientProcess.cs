using Microsoft.AspNetCore.Builder;
using Plumbline.Bench.Services;

namespace Plumbline.Chain.Clients;

/// <summary>The process of the client. It is told over HTTP what to do, as it cannot be told when it is stopped.</summary>
internal static class ClientProcess
{
    /// <summary>Runs until the parent goes away.</summary>
    /// <param name="protocol">What it speaks, to both sides.</param>
    /// <param name="edge">What it calls.</param>
    /// <param name="isByHand">Whether it has no context, but a token source.</param>
    internal static async Task RunAsync(Protocol protocol, Uri edge, bool isByHand)
    {
        using var http = protocol.NewClient(edge);
        var visitor = new Visitor(http, isByHand);
        var app = LoopbackHost.Create(protocol);
        app.MapGet(ChainPaths.Visits, (int count, int atOnce, int before, int steps, int timeout, int stay) =>
            visitor.VisitAsync(Context.Background, new VisitPlan(count, atOnce, before, steps, timeout, stay)));
        await LoopbackHost.RunAsync(app);
    }
}
