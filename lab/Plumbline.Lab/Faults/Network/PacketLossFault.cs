using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Network;

/// <summary>The network between the services loses packets.</summary>
internal sealed class PacketLossFault : IFault
{
    private const int Percent = 20;
    private PacketFilter? _filter;

    public string Name => "packet-loss";

    public int Number => 3;

    public string Summary => "one of five packets between edge, mid and upstream is lost, in either direction";

    public bool NeedsOwnNetwork => true;

    public string? WhyNot() => NetworkNamespace.WhyNot();

    public async Task BeginAsync(Context ctx, Cluster cluster) =>
        _filter = await PacketFilter.StartAsync(ctx, PacketRules.LoseSome(cluster.PortsOf(Hop.Mid, Hop.Upstream), Percent));

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        if (_filter is { } filter)
        {
            var lost = await filter.LostAsync(ctx);
            await filter.DisposeAsync();
            cluster.Remark(string.Create(CultureInfo.InvariantCulture, $"{lost} packets were lost."));
        }
    }

    public ValueTask DisposeAsync() => _filter?.DisposeAsync() ?? ValueTask.CompletedTask;
}
