using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Network;

/// <summary>The connections that the services keep open to each other go dark at one moment; new ones are well.</summary>
/// <remarks>As when a firewall or a load balancer between them is replaced. Whoever sends on an old connection waits for an answer that cannot come.</remarks>
internal sealed class DeadConnectionsFault : IFault
{
    private PacketFilter? _filter;
    private int _count;

    public string Name => "dead-connections";

    public int Number => 3;

    public string Summary => "the connections between edge, mid and upstream that are open at one moment go dark; new ones are well";

    public bool NeedsOwnNetwork => true;

    public string? WhyNot() => NetworkNamespace.WhyNot();

    public async Task BeginAsync(Context ctx, Cluster cluster)
    {
        var dark = OpenConnections.To(cluster.PortsOf(Hop.Mid, Hop.Upstream));
        _count = dark.Count;
        if (_count > 0)
        {
            _filter = await PacketFilter.StartAsync(ctx, PacketRules.LoseConnections(dark));
        }
    }

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        if (_filter is { } filter)
        {
            var lost = await filter.LostAsync(ctx);
            await filter.DisposeAsync();
            cluster.Remark(string.Create(CultureInfo.InvariantCulture, $"{_count} connections went dark; {lost} packets of theirs were lost."));
        }
    }

    public ValueTask DisposeAsync() => _filter?.DisposeAsync() ?? ValueTask.CompletedTask;
}
