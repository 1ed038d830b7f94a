using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Plumbline;
using Plumbline.AspNetCore;
using Plumbline.Concurrency;

namespace Snippets;

/// <summary>What docs/aspnetcore.md quotes about work that outlives its request.</summary>
internal static class BackgroundReports
{
    internal static void Map(WebApplication app)
    {
        #region aspnetcore-background
        app.MapPost("/reports", async (Context ctx, Channel<Context> jobs) =>
        {
            await jobs.Writer.SendAsync(ctx, ctx.WithoutCancel());
            return Results.Accepted();
        });
        #endregion
    }
}

#region aspnetcore-worker
internal sealed class ReportWorker(Channel<Context> jobs, Reports reports, HostContexts host) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Context detached in jobs.Reader.ReadAllAsync(stoppingToken))
        {
            using var merged = Context.Merge([detached, host.Stopping], out var job);
            using var cancel = job.WithTimeout(TimeSpan.FromMinutes(1), out job);
            await reports.BuildAsync(job);
        }
    }
}
#endregion
