using Microsoft.AspNetCore.Builder;
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
        using var http = new HttpClient { BaseAddress = edge, Timeout = Timeout.InfiniteTimeSpan };
        var crowd = new Crowd(ClickStream.Generate(plan), http, TimeProvider.System);
        var run = Task.CompletedTask;

        var app = ServiceHost.Create();
        app.MapPost(LabPaths.Start, (TimeSpan at) => { run = crowd.RunAsync(at, plan.Length, CancellationToken.None); });
        app.MapGet(LabPaths.Counters, async () =>
        {
            if (run.IsFaulted)
            {
                await run;
            }

            return crowd.Counters;
        });
        app.MapGet(LabPaths.Records, () => crowd.Records);
        await ServiceHost.RunAsync(app);
    }
}
