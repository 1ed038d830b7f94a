using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class RunFiguresTests
{
    private readonly RunFigures _figures = RunFigures.From(KnownRun.Data("C"));

    [Fact]
    public void Pages_Before_CountAnswersAndLeaveOutTheWarmUp() => Assert.Equal(
        new PageFigures(People: 4, Clicks: 4, Answered: 4, PerSecond: 0.5, ShareOfPeople: 1, S(0.02), S(0.04)),
        _figures.Pages[(Page.Home, Phase.Before)]);

    [Fact]
    public void Pages_Fault_CountsThePersonButNoAnswer() => Assert.Equal(
        new PageFigures(People: 1, Clicks: 2, Answered: 0, PerSecond: 0, ShareOfPeople: 0, P50: null, P99: null),
        _figures.Pages[(Page.Report, Phase.Fault)]);

    [Fact]
    public void Pages_After_CountsTheAnswerWhenItCame()
    {
        var after = _figures.Pages[(Page.Report, Phase.After)];

        Assert.Equal((0, 1, 0.05), (after.People, after.Answered, after.PerSecond));
        Assert.Equal(S(1), after.P99);
    }

    [Fact]
    public void Upstream_PersonLeftDuringWork_IsJoinedByTheClick() =>
        Assert.Equal(new UpstreamFigures(2, 2, 0, 2, 1, S(10.4), S(9)), _figures.Upstream);

    [Fact]
    public void From_Counters_ArePassedOn() => Assert.Equal((1234, 56), (_figures.PeakEdge, _figures.PeakUpstream));

    [Fact]
    public void ClicksPerPerson_OneClickedTwice_IsAboveOne() => Assert.Equal(7.0 / 6, _figures.ClicksPerPerson);

    [Fact]
    public void SendLateness_AllTheSame_IsThat() => Assert.Equal(S(0.002), _figures.SendLateness);

    [Fact]
    public void BusiestProcess_TenOfFortySeconds_IsAQuarter() => Assert.Equal(0.25, _figures.BusiestProcess);

    [Fact]
    public void Recovery_HomeIsNotClickedOnAfterTheFault_IsNull() => Assert.Null(_figures.Recovery);
}
