using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class PageFiguresTests
{
    private readonly CellResult _result = KnownRun.Result();

    [Fact]
    public void From_Before_CountsAnswersAndLeavesOutTheWarmUp()
    {
        var before = _result.Of(Page.Home, Phase.Before);

        Assert.Equal((4, 4, 4), (before.People, before.Clicks, before.Answered));
        Assert.Equal((0.5, 1, 1), (before.PerSecond, before.ShareOfFaultFree, before.FirstClickShare));
        Assert.Equal((S(0.02), S(0.04), S(0.04)), (before.P50, before.P99, before.P999));
    }

    [Fact]
    public void From_PersonWhoIsAnsweredLater_CountsWhereEachThingHappened()
    {
        var fault = _result.Of(Page.Report, Phase.Fault);
        var after = _result.Of(Page.Report, Phase.After);

        Assert.Equal((1, 2, 0), (fault.People, fault.Clicks, fault.Answered));
        Assert.Equal((0, 0, 1), (after.People, after.Clicks, after.Answered));
        Assert.Equal((null, S(1)), (fault.P99, after.P99));
    }

    [Fact]
    public void ShareOfFaultFree_AnswersToPeopleOfThePhaseBefore_PassesOne()
    {
        var pages = PageFigures.From(
            [
                KnownRun.Click(100, Page.Home, S(9.9), S(0.2)),
                KnownRun.Click(200, Page.Home, S(11), S(0.2)),
            ],
            KnownRun.Times);

        Assert.Equal(2, pages.Single(page => page is { Page: Page.Home, Phase: Phase.Fault }).ShareOfFaultFree);
    }

    [Fact]
    public void FirstClickShare_AnsweredOnTheSecondClick_DoesNotCount() =>
        Assert.Equal(0, _result.Of(Page.Report, Phase.Fault).FirstClickShare);

    [Fact]
    public void Outcomes_EachKind_IsNamed()
    {
        var pages = PageFigures.From(
            [
                KnownRun.Click(100, Page.Home, S(11), S(0.1)),
                KnownRun.Click(200, Page.Home, S(11), S(0.1), ClickOutcome.Left),
                KnownRun.Click(300, Page.Home, S(11), S(0.1), ClickOutcome.Failed, status: 504),
                KnownRun.Click(400, Page.Home, S(11), S(0.1), ClickOutcome.Failed, status: 504),
                KnownRun.Click(500, Page.Home, S(11), S(0.1), ClickOutcome.Failed, status: 0),
            ],
            KnownRun.Times);

        Assert.Equal(
            new Dictionary<string, int> { ["HTTP 504"] = 2, ["answered"] = 1, ["left"] = 1, ["connection broken"] = 1 },
            pages.Single(page => page is { Page: Page.Home, Phase: Phase.Fault }).Outcomes);
    }

    [Fact]
    public void From_PageThatNobodyWanted_HasItsFiguresAllTheSame() =>
        Assert.Equal(6, PageFigures.From([], KnownRun.Times).Count(page => page.People == 0 && page.P50 is null));
}
