using Plumbline.Lab.Experiments;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Faults;

/// <summary>The mid has few connections to the upstream, half as many again as it needs, and the upstream's slowness takes them all: calls wait for one.</summary>
internal sealed class PoolExhaustionFault : IFault
{
    private const double HeadRoom = 1.5;

    public string Name => "pool-exhaustion";

    public int Number => 11;

    public string Summary => "the upstream is slow, and there are few connections to it: calls wait for one";

    public Plan Shape(Plan plan) => plan with
    {
        MidConnections = (int)Math.Ceiling(HeadRoom * plan.PeoplePerSecond * plan.ReportShare * plan.UpstreamWork.TotalSeconds),
    };

    public Task BeginAsync(Context ctx, Cluster cluster) => cluster.SetPaceAsync(ctx, Pace.Slow);

    public Task EndAsync(Context ctx, Cluster cluster) => cluster.SetPaceAsync(ctx, Pace.Well);
}
