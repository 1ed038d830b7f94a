using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Faults.Network;

/// <summary>The upstream is slow, and nobody hears that a caller hangs up: on no link does a goodbye arrive.</summary>
/// <remarks>As when a phone loses its network, or a firewall forgets a connection. A token that waits for the caller's connection to close never fires.</remarks>
internal sealed class HalfOpenFault : IFault
{
    private PacketFilter? _filter;

    public string Name => "half-open";

    public int Number => 3;

    public string Summary => "the upstream takes 10 s an item, and on no link does a goodbye arrive: callers who leave seem to wait on";

    public bool NeedsOwnNetwork => true;

    public string? WhyNot() => NetworkNamespace.WhyNot();

    public async Task BeginAsync(Context ctx, Cluster cluster)
    {
        _filter = await PacketFilter.StartAsync(ctx, PacketRules.LoseGoodbyes(cluster.PortsOf(Hop.Edge, Hop.Mid, Hop.Upstream)));
        await cluster.SetPaceAsync(ctx, Pace.Slow);
    }

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        await cluster.SetPaceAsync(ctx, Pace.Well);
        if (_filter is { } filter)
        {
            var lost = await filter.LostAsync(ctx);
            await filter.DisposeAsync();
            cluster.Remark(string.Create(
                CultureInfo.InvariantCulture, $"{lost} packets of connections on which the caller had hung up were lost."));
        }
    }

    public ValueTask DisposeAsync() => _filter?.DisposeAsync() ?? ValueTask.CompletedTask;
}
