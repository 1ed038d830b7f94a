using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Faults;

/// <summary>Beside the people there come visitors who read a page at 1 KB a second. The page is larger than what the system takes on its way.</summary>
internal sealed class SlowClientFault : IFault
{
    /// <summary>So many that they fill the slots of an edge that waits for them in about ten seconds.</summary>
    private const double ShareOfPeople = 0.2;

    public string Name => "slow-client";

    public int Number => 9;

    public string Summary => "visitors read their page at 1 KB a second";

    public Plan Shape(Plan plan) => plan with { PageBytes = Visit.MostBytes };

    public Task BeginAsync(Context ctx, Cluster cluster) => ComeAsync(ctx, cluster, cluster.Plan.PeoplePerSecond * ShareOfPeople);

    public Task EndAsync(Context ctx, Cluster cluster) => ComeAsync(ctx, cluster, perSecond: 0);

    private static Task ComeAsync(Context ctx, Cluster cluster, double perSecond) => cluster.PostAsync(
        ctx, cluster.Clients, LabPaths.SlowReaders, $"perSecond={perSecond.ToString(CultureInfo.InvariantCulture)}");
}
