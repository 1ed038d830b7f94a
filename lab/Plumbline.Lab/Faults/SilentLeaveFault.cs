using Plumbline.Lab.Experiments;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Faults;

/// <summary>The upstream is slow, and people who leave meanwhile do not close their connection: only a time limit of the service's own ends their requests.</summary>
internal sealed class SilentLeaveFault : IFault
{
    public string Name => "silent-leave";

    public int Number => 10;

    public string Summary => "the upstream is slow, and people who leave tell nobody";

    public async Task BeginAsync(Context ctx, Cluster cluster)
    {
        await LeaveAsync(ctx, cluster, silently: true);
        await cluster.SetPaceAsync(ctx, Pace.Slow);
    }

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        await cluster.SetPaceAsync(ctx, Pace.Well);
        await LeaveAsync(ctx, cluster, silently: false);
    }

    private static Task LeaveAsync(Context ctx, Cluster cluster, bool silently) =>
        cluster.PostAsync(ctx, cluster.Clients, LabPaths.Leaving, $"silently={silently}");
}
