using Plumbline.Concurrency;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Experiments;

/// <summary>Makes one run with real processes.</summary>
internal sealed class CellRunner : ICellRunner
{
    private static readonly TimeSpan _lead = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _sampling = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);
    private static readonly TimeProvider _clock = TimeProvider.System;

    public async Task<RunData> RunAsync(Context ctx, Cell cell, IReadOnlyList<string> pin, Action<CellState> show)
    {
        using var stop = ctx.WithCancel(out var run);
        await using var fault = FaultCatalogue.Create(cell.Key.Fault);
        try
        {
            await fault.PrepareAsync(run, cell.Plan);
            await using var cluster = await Cluster.StartAsync(
                run, cell, fault, pin, process => _ = CancelWhenOverAsync(process, stop));
            return await RunAsync(run, cell, fault, cluster, show);
        }
        catch (Exception) when (ctx.IsDone)
        {
            // What broke then is of no interest.
            ctx.ThrowIfDone("the run");
            throw;
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or ChildFailedException)
        {
            // Most likely this broke because the process at the other end is gone; its own failure says more, if it comes.
            await Task.WhenAny(run.Done, Task.Delay(_grace, _clock, ctx));
            throw run.Cause as ChildFailedException ?? broken as ChildFailedException ?? new ChildFailedException($"The run broke: {broken.Message}");
        }
    }

    private static async Task<RunData> RunAsync(Context ctx, Cell cell, IFault fault, Cluster cluster, Action<CellState> show)
    {
        await cluster.PrimeAsync(ctx);
        var atStart = await cluster.CollectGarbageAsync(ctx);
        var processorAtStart = cluster.Processes.ToDictionary(static process => process.Name, static process => process.ProcessorTime);

        await using var heartbeat = new Heartbeat(_clock);
        var start = _clock.Now() + _lead;
        await cluster.StartClientsAsync(ctx, start);
        var samples = new List<Sample>();
        var times = await RunAsync(ctx, cell, fault, cluster, start, samples, show);
        var atEnd = await SettleAsync(ctx, cluster);
        var clicks = await cluster.ClicksAsync(ctx);
        var readAt = _clock.Now();
        return new RunData
        {
            Key = cell.Key,
            Plan = cell.Plan,
            Times = times,
            Clicks = clicks,
            Hops = await cluster.HopsAsync(ctx),
            Samples = samples,
            VitalsAtStart = VitalsOf(atStart),
            VitalsAtEnd = VitalsOf(atEnd),
            ProcessorTime = cluster.Processes.ToDictionary(
                static process => process.Name,
                process => process.ProcessorTime - processorAtStart.GetValueOrDefault(process.Name)),
            ReadAt = readAt,
            HeartbeatLateness = heartbeat.Lateness,
            Remarks = cluster.Remarks,
        };
    }

    /// <summary>The fault and the people together: when one of the two breaks, the other is over as well before the processes are ended.</summary>
    private static async Task<PhaseTimes> RunAsync(
        Context ctx, Cell cell, IFault fault, Cluster cluster, TimeSpan start, List<Sample> samples, Action<CellState> show)
    {
        PhaseTimes? times = null;
        await using var both = new TaskGroup(ctx);
        both.Run(async ctx => times = await FaultAsync(ctx, cell.Plan, fault, cluster, start));
        both.Run(ctx => WatchAsync(ctx, cell, cluster, start, samples, show));
        await both.WaitAsync();
        return times ?? throw new InvalidOperationException("A group that was waited for has run all of its children.");
    }

    private static async Task<PhaseTimes> FaultAsync(Context ctx, Plan plan, IFault fault, Cluster cluster, TimeSpan start)
    {
        await _clock.UntilAsync(start + plan.WarmUp + plan.Before, ctx);
        var from = _clock.Now();
        await fault.BeginAsync(ctx, cluster);
        await _clock.UntilAsync(start + plan.WarmUp + plan.Before + plan.Fault, ctx);
        await fault.EndAsync(ctx, cluster);
        return new PhaseTimes(start, start + plan.WarmUp, from, _clock.Now(), start + plan.Length);
    }

    /// <summary>Samples the counters until everyone has been answered or has left.</summary>
    private static async Task WatchAsync(
        Context ctx, Cell cell, Cluster cluster, TimeSpan start, List<Sample> samples, Action<CellState> show)
    {
        var end = start + cell.Plan.Length;
        var next = start;
        while (true)
        {
            await _clock.UntilAsync(next, ctx);
            var sample = await cluster.SampleAsync(ctx);
            samples.Add(sample);
            var now = _clock.Now();
            show(new CellState(cell.Key, cell.Plan, start, now, [.. samples]));
            if (sample.Crowd.Done)
            {
                return;
            }

            if (now > end + cell.Plan.PatienceMax + _settling)
            {
                throw new ChildFailedException(
                    $"The clients were not done {(now - end).TotalSeconds:F0} s after the last click; nobody waits longer than {cell.Plan.PatienceMax.TotalSeconds} s.");
            }

            next = now + _sampling;
        }
    }

    /// <summary>Waits, for a while, until no request is in flight.</summary>
    private static async Task<IReadOnlyDictionary<Hop, ServiceCounters>> SettleAsync(Context ctx, Cluster cluster)
    {
        var until = _clock.Now() + _settling;
        while (true)
        {
            var counters = await cluster.CollectGarbageAsync(ctx);
            if (_clock.Now() > until || counters.Values.All(static one => one.InFlight == 0))
            {
                return counters;
            }

            await Task.Delay(_sampling, _clock, ctx);
        }
    }

    private static Dictionary<Hop, Vitals> VitalsOf(IReadOnlyDictionary<Hop, ServiceCounters> counters) =>
        counters.ToDictionary(static pair => pair.Key, static pair => pair.Value.Vitals);

    private static async Task CancelWhenOverAsync(ChildProcess process, CancelScope stop)
    {
        var failure = await process.FailureAsync();
        if (!process.IsEnding)
        {
            stop.Cancel(failure);
        }
    }
}
