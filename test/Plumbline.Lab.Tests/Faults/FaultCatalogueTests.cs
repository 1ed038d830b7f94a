using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults;

namespace Plumbline.Lab.Tests.Faults;

public sealed class FaultCatalogueTests
{
    private static readonly Plan _plan = Plan.Quick(seed: 1);

    [Fact]
    public void All_Names_AreDifferent() =>
        Assert.Equal(FaultCatalogue.All.Count, FaultCatalogue.All.Select(static fault => fault.Name).Distinct().Count());

    [Fact]
    public void All_Numbers_AreInOrder() =>
        Assert.Equal(FaultCatalogue.All.Select(static fault => fault.Number).Order(), FaultCatalogue.All.Select(static fault => fault.Number));

    [Fact]
    public void Create_UnknownName_SaysWhatThereIs()
    {
        var error = Assert.Throws<ArgumentException>(() => FaultCatalogue.Create("nosuch"));

        Assert.StartsWith("There is no fault 'nosuch'; there are slow, black-hole, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shape_BadReplica_DividesTheWorkersAmongFour()
    {
        var shaped = FaultCatalogue.Create("bad-replica").Shape(_plan);

        Assert.Equal((4, 5), (shaped.Replicas, shaped.WorkersOfReplica));
    }

    [Fact]
    public void Shape_PoolExhaustion_LeavesMoreConnectionsThanItNeeds()
    {
        var shaped = FaultCatalogue.Create("pool-exhaustion").Shape(_plan);

        var needed = shaped.PeoplePerSecond * shaped.ReportShare * shaped.UpstreamWork.TotalSeconds;
        Assert.InRange(shaped.MidConnections, needed, _plan.MidConnections / 2);
    }
}
