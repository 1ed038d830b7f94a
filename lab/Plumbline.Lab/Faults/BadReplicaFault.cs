using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Faults;

/// <summary>One of four upstreams is slow, and the mid goes on calling each in turn.</summary>
internal sealed class BadReplicaFault : IFault
{
    private const int Replicas = 4;

    public string Name => "bad-replica";

    public int Number => 12;

    public string Summary => "one of four upstreams takes 10 s an item";

    public Plan Shape(Plan plan) => plan with { Replicas = Replicas };

    public Task BeginAsync(Context ctx, Cluster cluster) => SetAsync(ctx, cluster, Pace.Slow);

    public Task EndAsync(Context ctx, Cluster cluster) => SetAsync(ctx, cluster, Pace.Well);

    private static Task SetAsync(Context ctx, Cluster cluster, Pace pace) =>
        cluster.SetPaceAsync(ctx, cluster.ServicesOf(Hop.Upstream)[0], pace);
}
