using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Services;

/// <summary>The processes of the two services. All that differs between the variants is in the four small files beside this one.</summary>
internal static class ServiceProcess
{
    /// <summary>Runs the edge until the parent goes away.</summary>
    public static async Task RunEdgeAsync(Plan plan, Variant variant, Uri upstream)
    {
        using var http = new HttpClient { BaseAddress = upstream };
        using var slots = new Slots(plan.EdgeSlots);
        var app = Create(variant, slots, plan.RequestTimeout);
        if (variant == Variant.With)
        {
            EdgeWith.Map(app, plan, slots, http);
        }
        else
        {
            EdgeWithout.Map(app, plan, slots, http);
        }

        await ServiceHost.RunAsync(app);
    }

    /// <summary>Runs the upstream until the parent goes away.</summary>
    public static async Task RunUpstreamAsync(Plan plan, Variant variant)
    {
        using var workers = new Slots(plan.UpstreamWorkers);
        var pace = new WorkPace(plan);
        var log = new WorkLog(TimeProvider.System);

        // No limit of its own: the edge knows how long its caller waits, and hangs up.
        var app = Create(variant, workers, Timeout.InfiniteTimeSpan);
        app.MapGet(LabPaths.Records, () => log.Records);
        app.MapPost(LabPaths.Slow, (bool on) =>
        {
            pace.Slow = on;
            return TimeProvider.System.Now();
        });
        if (variant == Variant.With)
        {
            UpstreamWith.Map(app, workers, pace, log);
        }
        else
        {
            UpstreamWithout.Map(app, workers, pace, log);
        }

        await ServiceHost.RunAsync(app);
    }

    private static WebApplication Create(Variant variant, Slots slots, TimeSpan timeout)
    {
        var inFlight = new Gauge();
        var app = variant == Variant.With
            ? ServiceHost.Create(services => services.AddPlumbline(options => options.DefaultDeadline = timeout))
            : ServiceHost.Create();

        // Outside of everything the variants do: a request counts until its handler has ended, also when nobody waits for it.
        app.Use(async (http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(LabPaths.Prefix))
            {
                await next(http);
                return;
            }

            inFlight.Add();
            try
            {
                await next(http);
            }
            finally
            {
                inFlight.Remove();
            }
        });
        if (variant == Variant.With)
        {
            app.UsePlumbline();
        }

        app.MapGet(
            LabPaths.Counters,
            () => new ServiceCounters(inFlight.Now, inFlight.Peak, slots.Busy.Now, slots.Waiting.Now, slots.Waiting.Peak));
        return app;
    }
}
