using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Plumbline.Lab.Faults.Clocks;
using Plumbline.Lab.Faults.Pauses;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Services;

/// <summary>The process of one service: the service, and beside it, at a port of its own, what the orchestrator talks to.</summary>
internal static class ServiceProcess
{
    /// <summary>Runs until the parent goes away, or SIGTERM: then it drains, writes its records to standard output, and ends.</summary>
    public static async Task RunAsync(ServiceOptions options)
    {
        await using var node = new ServiceNode(options, TimeProvider.System);
        await node.OpenAsync();

        await using var control = ServiceHost.Create(new IPEndPoint(IPAddress.Parse(options.Address), 0));
        control.MapGet(LabPaths.Counters, node.Counters);
        control.MapGet(LabPaths.Records, () => node.Log.Records);
        control.MapPost(LabPaths.Collect, () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            return node.Counters();
        });
        control.MapPost(LabPaths.Pace, (Pace pace) => { node.Work.Pace = pace; });
        control.MapGet(LabPaths.Clock, () => new ClockReading(TimeProvider.System.GetUtcNow(), TimeProvider.System.Now()));
        control.MapPost(LabPaths.Pressure, (TimeSpan time) => HeapPressure.Run(TimeProvider.System, time));
        control.MapPost(LabPaths.Listen, (bool on) => on ? node.OpenAsync() : node.CloseAsync());

        var terminated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            terminated.TrySetResult();
        });
        await control.StartAsync();
        await Console.Out.WriteLineAsync($"{node.Address} {control.Urls.Single()}");
        await terminated.Task;

        await node.DrainAsync();
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(node.Log.Records, LabJson.Default.IReadOnlyListHopRecord));
    }
}
