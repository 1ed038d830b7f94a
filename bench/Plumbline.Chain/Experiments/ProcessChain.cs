using Plumbline.Bench.Services;
using Plumbline.Chain.Clients;
using Plumbline.Chain.Commands;
using Plumbline.Chain.Hops;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Chain.Experiments;

/// <summary>The four processes: client, edge, mid and upstream.</summary>
internal sealed class ProcessChain : IAsyncDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly Protocol _protocol;
    private readonly Control _control;
    private readonly IReadOnlyList<ChildProcess> _hops;
    private readonly ChildProcess _client;

    private ProcessChain(Protocol protocol, Control control, IReadOnlyList<ChildProcess> hops, ChildProcess client)
    {
        _protocol = protocol;
        _control = control;
        _hops = hops;
        _client = client;
    }

    /// <summary>Starts the four, each when the one it calls is listening.</summary>
    /// <param name="ctx">Ends the wait for them.</param>
    /// <param name="protocol">What they speak.</param>
    /// <param name="isByHand">Whether they have no contexts, and pass on tokens: what contexts are compared with.</param>
    /// <exception cref="ChildFailedException">One of them did not come up.</exception>
    internal static async Task<ProcessChain> StartAsync(Context ctx, Protocol protocol, bool isByHand)
    {
        var hops = new List<ChildProcess>();
        try
        {
            foreach (var name in Observation.HopNames.Reverse())
            {
                var calls = hops.Count > 0 ? hops[0].Address : null;
                hops.Insert(0, await ChildProcess.StartAsync(ctx, name, ChainCommand.HopArguments(protocol, isByHand, calls)));
            }

            var client = await ChildProcess.StartAsync(ctx, "client", ChainCommand.ClientArguments(protocol, isByHand, hops[0].Address));
            return new ProcessChain(protocol, new Control(protocol), hops, client);
        }
        catch
        {
            foreach (var hop in hops)
            {
                await hop.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Has the client make its visits, and asks everyone what they saw.</summary>
    internal async Task<Observation> ObserveAsync(Context ctx, VisitPlan plan)
    {
        var visits = await VisitAsync(ctx, plan);
        var stillRunning = await SettleAsync(ctx, _patience);
        return Only(visits, new Observation(_protocol, plan, visits, await TakeAsync(ctx), stillRunning));
    }

    /// <summary>The same, with the client stopped as soon as all its requests have reached the upstream, until their deadlines have passed.</summary>
    /// <returns>Null: the machine was so slow that deadlines had passed before the client was stopped.</returns>
    internal async Task<Observation?> ObserveSuspendedAsync(Context ctx, VisitPlan plan)
    {
        var visiting = VisitAsync(ctx, plan);
        bool isInTime;
        using (ctx.WithTimeout(TimeSpan.FromMilliseconds(plan.Timeout), out var arriving))
        {
            isInTime = await ArriveAsync(arriving, plan.Count);
        }

        Observation seen;
        using (new Suspension(_client))
        {
            var stopped = TimeProvider.System.Now();
            var stillRunning = await SettleAsync(ctx, TimeSpan.FromMilliseconds(plan.Timeout) + _patience);
            seen = new Observation(_protocol, plan, [], await TakeAsync(ctx), stillRunning);
            isInTime &= seen.Hops.All(hop => hop.All(record => record.Deadline > stopped));
        }

        var visits = await visiting;
        return isInTime ? Only(visits, seen) : null;
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await Task.WhenAll(_hops.Append(_client).Select(static process => process.DisposeAsync().AsTask()));
    }

    private Task<IReadOnlyList<ClientRecord>> VisitAsync(Context ctx, VisitPlan plan) =>
        _control.GetAsync<IReadOnlyList<ClientRecord>>(ctx, _client, ChainPaths.VisitsOf(plan));

    /// <returns>Whether all came while <paramref name="ctx"/> was not done.</returns>
    private async Task<bool> ArriveAsync(Context ctx, int count)
    {
        try
        {
            while (await _control.GetAsync<int>(ctx, _hops[^1], ChainPaths.InFlight) < count)
            {
                await Task.Delay(_poll, ctx);
            }

            return true;
        }
        catch (OperationCanceledException) when (ctx.Status == ContextStatus.DeadlineExceeded)
        {
            return false;
        }
    }

    /// <returns>Handlers that run although <paramref name="patience"/> is over.</returns>
    private async Task<int> SettleAsync(Context ctx, TimeSpan patience)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var running = 0;
            foreach (var hop in _hops)
            {
                running += await _control.GetAsync<int>(ctx, hop, ChainPaths.InFlight);
            }

            if (running == 0 || TimeProvider.System.GetElapsedTime(start) > patience)
            {
                return running;
            }

            await Task.Delay(_poll, ctx);
        }
    }

    /// <summary>Without what handlers left behind that ran on for too long in an experiment before, where they were counted.</summary>
    private static Observation Only(IReadOnlyList<ClientRecord> visits, Observation seen)
    {
        var ids = visits.Select(static visit => visit.Id).ToHashSet();
        return seen with
        {
            Visits = visits,
            Hops = [.. seen.Hops.Select(hop => (IReadOnlyList<HopRecord>)[.. hop.Where(record => ids.Contains(record.Id))])],
        };
    }

    private async Task<IReadOnlyList<IReadOnlyList<HopRecord>>> TakeAsync(Context ctx)
    {
        var taken = new List<IReadOnlyList<HopRecord>>();
        foreach (var hop in _hops)
        {
            taken.Add(await _control.GetAsync<IReadOnlyList<HopRecord>>(ctx, hop, ChainPaths.Records));
        }

        return taken;
    }
}
