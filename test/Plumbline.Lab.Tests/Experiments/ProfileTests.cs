using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Experiments;

public sealed class ProfileTests
{
    [Fact]
    public void Quick_Cells_ShowNothingTheRivalAndAContext() => Assert.Equal(
        ["slow-A-1", "slow-B+-1", "slow-C-1"], Profile.Quick.Cells(null, null, [1], scale: 1).Select(static cell => cell.Key.ToString()));

    [Fact]
    public void Quick_Length_LeavesTimeForItsStartWithinNinetySeconds() => Assert.InRange(Plan.Quick(seed: 1).Length, S(30), S(70));

    [Fact]
    public void Full_Slow_HasAllCandidatesAndTheWholeLength()
    {
        var cells = Profile.Full.Cells(["slow"], null, [1], scale: 1);

        Assert.Equal(Candidate.All.Select(static candidate => candidate.Id), cells.Select(static cell => cell.Key.Candidate));
        Assert.All(cells, static cell => Assert.Equal(S(300), cell.Plan.Length));
    }

    [Fact]
    public void Full_OtherFaults_HaveFiveCandidatesAndAreShorter()
    {
        var cells = Profile.Full.Cells(["refused"], null, [1], scale: 1);

        Assert.Equal(["A", "B+", "T", "C", "D"], cells.Select(static cell => cell.Key.Candidate));
        Assert.All(cells, static cell => Assert.Equal(S(70), cell.Plan.Length));
    }

    [Fact]
    public void Full_Faults_AreAllOfTheCatalogue() =>
        Assert.Equal(FaultCatalogue.All.Select(static fault => fault.Name), Profile.Full.Faults);

    [Fact]
    public void Cells_TwoSeeds_AreSeedBySeed() => Assert.Equal(
        [1, 1, 1, 2, 2, 2], Profile.Quick.Cells(null, null, [1, 2], scale: 1).Select(static cell => cell.Key.Seed));

    [Fact]
    public void Cells_Fault_ShapesThePlan() =>
        Assert.Equal(4, Assert.Single(Profile.Quick.Cells(["bad-replica"], ["C"], [1], scale: 1)).Plan.Replicas);

    [Fact]
    public void Cells_Scale_KeepsTheProportions()
    {
        var plan = Assert.Single(Profile.Quick.Cells(null, ["C"], [1], scale: 0.5)).Plan;

        Assert.Equal((40.0, 80, 60, 12, 10), (plan.PeoplePerSecond, plan.EdgeSlots, plan.MidConnections, plan.DependencyLimit, plan.UpstreamWorkers));
    }
}
