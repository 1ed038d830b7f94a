using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Plumbline.Bench.Services;

namespace Plumbline.Load.Servers;

/// <summary>The process of a server.</summary>
internal static class ServerProcess
{
    /// <summary>Runs until the parent goes away.</summary>
    internal static async Task RunAsync(Protocol protocol, ServerVariant variant)
    {
        var app = LoopbackHost.Create(protocol, variant.Configure);
        variant.Build(app);
        app.MapGet(LoadPaths.Used, static (bool clean) =>
        {
            if (clean)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            return new Used(
                GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime.TotalMilliseconds, GCSettings.IsServerGC);
        });
        await LoopbackHost.RunAsync(app);
    }
}
