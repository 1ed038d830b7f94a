using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Experiments;

/// <summary>Runs a plan once for each variant, side by side, with real processes.</summary>
internal sealed class Experiment(Plan plan, IReadOnlyList<Variant> variants, IProgressView view)
{
    private static readonly TimeSpan _lead = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _sampling = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    private static readonly TimeProvider _clock = TimeProvider.System;

    /// <summary>Runs it.</summary>
    /// <exception cref="ChildFailedException">A process ended too early.</exception>
    /// <exception cref="OperationCanceledException">The context was done.</exception>
    public async Task<IReadOnlyList<RunData>> RunAsync(Context ctx)
    {
        using var stop = ctx.WithCancel(out var run);
        view.Say($"Starting {variants.Count * 3} processes on the loopback.");
        var starting = variants.Select(variant => Cluster.StartAsync(run, plan, variant)).ToArray();
        try
        {
            var clusters = await Task.WhenAll(starting);
            WatchProcesses(clusters, stop);
            return await RunAsync(run, clusters);
        }
        catch (Exception) when (ctx.IsDone)
        {
            // What broke then is of no interest.
            ctx.ThrowIfDone("the experiment");
            throw;
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException)
        {
            // Most likely this broke because the process at the other end is gone; its own failure says more, if it comes.
            await Task.WhenAny(run.Done, Task.Delay(_grace, _clock, ctx));
            throw run.Cause as ChildFailedException ?? broken;
        }
        finally
        {
            foreach (var cluster in starting.Where(static start => start.IsCompletedSuccessfully))
            {
                await (await cluster).DisposeAsync();
            }
        }
    }

    private async Task<IReadOnlyList<RunData>> RunAsync(Context ctx, IReadOnlyList<Cluster> clusters)
    {
        var start = _clock.Now() + _lead;
        await Task.WhenAll(clusters.Select(cluster => cluster.StartClientsAsync(ctx, start)));
        var sampling = clusters.ToDictionary(static cluster => cluster.Variant, static _ => new List<Sample>());
        var faults = clusters.Select(cluster => SwitchFaultAsync(ctx, cluster, start)).ToArray();
        await WatchAsync(ctx, clusters, start, sampling);
        var times = await Task.WhenAll(faults);
        return await Task.WhenAll(clusters.Select(
            (cluster, index) => cluster.CollectAsync(ctx, times[index], sampling[cluster.Variant])));
    }

    private async Task<PhaseTimes> SwitchFaultAsync(Context ctx, Cluster cluster, TimeSpan start)
    {
        await _clock.UntilAsync(start + plan.WarmUp + plan.Before, ctx);
        var from = await cluster.SetSlowAsync(ctx, on: true);
        await _clock.UntilAsync(start + plan.WarmUp + plan.Before + plan.Fault, ctx);
        var until = await cluster.SetSlowAsync(ctx, on: false);
        return new PhaseTimes(start, start + plan.WarmUp, from, until, start + plan.Length);
    }

    /// <summary>Samples the counters until everyone has been answered or has left.</summary>
    private async Task WatchAsync(
        Context ctx, IReadOnlyList<Cluster> clusters, TimeSpan start, Dictionary<Variant, List<Sample>> sampling)
    {
        var end = start + plan.Length;
        var next = start;
        while (true)
        {
            await _clock.UntilAsync(next, ctx);
            var samples = await Task.WhenAll(clusters.Select(cluster => cluster.SampleAsync(ctx)));
            foreach (var (cluster, sample) in clusters.Zip(samples))
            {
                sampling[cluster.Variant].Add(sample);
            }

            var now = _clock.Now();
            view.Update(new ExperimentState(
                plan, start, now, sampling.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Sample>)[.. pair.Value])));
            if (samples.All(static sample => sample.Crowd.Done))
            {
                return;
            }

            if (now > end + plan.PatienceMax + _settling)
            {
                throw new ChildFailedException(
                    $"The clients were not done {(now - end).TotalSeconds:F0} s after the last click; nobody waits longer than {plan.PatienceMax.TotalSeconds} s.");
            }

            next = now + _sampling;
        }
    }

    private static void WatchProcesses(IReadOnlyList<Cluster> clusters, CancelScope stop)
    {
        foreach (var process in clusters.SelectMany(static cluster => cluster.Processes))
        {
            _ = CancelWhenOverAsync(process, stop);
        }
    }

    private static async Task CancelWhenOverAsync(ChildProcess process, CancelScope stop) =>
        stop.Cancel(await process.FailureAsync());
}
