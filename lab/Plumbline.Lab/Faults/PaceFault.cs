using Plumbline.Lab.Experiments;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Faults;

/// <summary>The upstream does something else with the items that it takes up.</summary>
internal sealed class PaceFault(string name, int number, string summary, Pace pace) : IFault
{
    public string Name => name;

    public int Number => number;

    public string Summary => summary;

    public Task BeginAsync(Context ctx, Cluster cluster) => cluster.SetPaceAsync(ctx, pace);

    public Task EndAsync(Context ctx, Cluster cluster) => cluster.SetPaceAsync(ctx, Pace.Well);
}
