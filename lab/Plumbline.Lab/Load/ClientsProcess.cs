using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Load;

/// <summary>The process of the people: waits to be told the moment of the start, then clicks.</summary>
internal static class ClientsProcess
{
    /// <summary>Runs until the parent goes away.</summary>
    /// <param name="plan">What the people are drawn from.</param>
    /// <param name="edge">Where they click.</param>
    public static async Task RunAsync(Plan plan, Uri edge)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = edge,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var crowd = new Crowd(ClickStream.Generate(plan), http, TimeProvider.System);
        using var slow = new SlowReaders(edge, TimeProvider.System);
        var run = Task.CompletedTask;

        await using var app = ServiceHost.Create(new IPEndPoint(IPAddress.Loopback, 0));
        app.MapPost(LabPaths.Prime, async (CancellationToken aborted) =>
            await Primer.RunAsync(Context.From(aborted), http, plan) is { } wrong
                ? Results.Text(wrong, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.NoContent());
        app.MapPost(LabPaths.Start, (TimeSpan at) => { run = crowd.RunAsync(at, plan.Length, CancellationToken.None); });
        app.MapPost(LabPaths.Leaving, (bool silently) => { crowd.LeavesSilently = silently; });
        app.MapPost(LabPaths.SlowReaders, (double perSecond) => slow.Come(perSecond));
        app.MapGet(LabPaths.Counters, async () =>
        {
            if (run.IsFaulted)
            {
                await run;
            }

            return crowd.Counters;
        });
        app.MapGet(LabPaths.Records, () => crowd.Records);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.Single());
        await app.WaitForShutdownAsync();
    }
}
