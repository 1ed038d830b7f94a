using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Faults;

/// <summary>The upstream's listener is closed and its connections are cut; it listens again, at the same port, when the fault is over.</summary>
internal sealed class RefusedFault : IFault
{
    public string Name => "refused";

    public int Number => 5;

    public string Summary => "the upstream refuses connections";

    public Task BeginAsync(Context ctx, Cluster cluster) => ListenAsync(ctx, cluster, on: false);

    public Task EndAsync(Context ctx, Cluster cluster) => ListenAsync(ctx, cluster, on: true);

    private static Task ListenAsync(Context ctx, Cluster cluster, bool on) => Task.WhenAll(
        cluster.ServicesOf(Hop.Upstream).Select(upstream => cluster.PostAsync(ctx, upstream, LabPaths.Listen, $"on={on}")));
}
