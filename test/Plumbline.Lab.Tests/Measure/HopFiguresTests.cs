using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class HopFiguresTests
{
    [Fact]
    public void From_AnsweredClick_IsWorkForSomebody()
    {
        var figures = Figures(Work(S(1), S(3), finished: true), Click(ClickOutcome.Answered, S(3)));

        Assert.Equal((1, 0, 1, S(2), S(0), 0), Short(figures));
    }

    [Fact]
    public void From_AnswerReadBeforeTheUpstreamWroteItDown_IsWorkForSomebody()
    {
        var figures = Figures(Work(S(1), S(3.1), finished: true), Click(ClickOutcome.Answered, S(3)));

        Assert.Equal((S(0), 0), (figures.BusyForNobody, figures.LeftBehind));
    }

    [Theory]
    [InlineData(ClickOutcome.Left)]
    [InlineData(ClickOutcome.Failed)]
    public void From_PersonWentWhileAtWork_CountsTheRestForNobody(object outcome)
    {
        var figures = Figures(Work(S(1), S(11), finished: true), Click((ClickOutcome)outcome, S(4)));

        Assert.Equal((1, 0, 1, S(10), S(7), 1), Short(figures));
        Assert.Equal((S(7), S(7)), (figures.StopP50, figures.StopP99));
    }

    [Fact]
    public void From_PersonWentBeforeTheStart_CountsAllForNobody()
    {
        var figures = Figures(Work(S(5), S(6), finished: true), Click(ClickOutcome.Left, S(4)));

        Assert.Equal((1, 1, 1, S(1), S(1), 1), Short(figures));
    }

    [Theory]
    [InlineData(4.005, 0)]
    [InlineData(4.0051, 1)]
    public void StartedLongAfter_AtTheEndOfTheRace_IsMoreThanFiveMilliseconds(double started, int expected)
    {
        var figures = Figures(Work(S(started), S(6), finished: true), Click(ClickOutcome.Left, S(4)));

        Assert.Equal((1, expected), (figures.StartedForNobody, figures.StartedLongAfter));
    }

    [Fact]
    public void From_StoppedWhenThePersonWent_IsNotFinishedAndWastesNothing()
    {
        var figures = Figures(Work(S(1), S(4), finished: false), Click(ClickOutcome.Left, S(4)));

        Assert.Equal((1, 0, 0, S(3), S(0), 0), Short(figures));
    }

    [Fact]
    public void From_StillAtWork_CountsUntilTheLogWasRead()
    {
        var figures = Figures(Work(S(95), ended: null, finished: false), Click(ClickOutcome.Left, S(97)));

        Assert.Equal((1, 0, 0, S(5), S(3), 1), Short(figures));
        Assert.Equal((1, S(3)), (figures.NeverStopped, figures.StopP99));
    }

    [Fact]
    public void From_ProcessEndedMeanwhile_CountsUntilThat()
    {
        var work = Work(S(5), ended: null, finished: false).AtEndOfProcess(S(9));

        var figures = Figures(work, Click(ClickOutcome.Left, S(7)));

        Assert.Equal((1, 0, 0, S(4), S(2), 1), Short(figures));
        Assert.Equal((0, HopOutcome.Stopping), (figures.NeverStopped, work.Outcome));
    }

    [Fact]
    public void AtEndOfProcess_OverBefore_IsTheSame()
    {
        var work = Work(S(5), S(6), finished: true);

        Assert.Equal(work, work.AtEndOfProcess(S(9)));
    }

    [Fact]
    public void From_NeverStarted_IsLeftBehindInTheQueue()
    {
        var figures = Figures(Work(started: null, S(4.002), finished: false), Click(ClickOutcome.Left, S(4)));

        Assert.Equal((0, 0, 0, S(0), S(0), 1), Short(figures));
        Assert.Equal((1, S(0.002)), (figures.Requests, figures.StopP50));
    }

    [Fact]
    public void From_ArrivedAfterThePersonWent_IsNotLeftBehind() =>
        Assert.Equal(0, Figures(Work(S(5), S(6), finished: true) with { Arrived = S(4.5) }, Click(ClickOutcome.Left, S(4))).LeftBehind);

    [Fact]
    public void From_SeveralTiers_JoinsEachByTheClick()
    {
        var hops = KnownRun.Result().Hops;

        Assert.Equal((S(0.002), S(0.004), S(9)), (hops[Hop.Edge].StopP99, hops[Hop.Mid].StopP99, hops[Hop.Upstream].StopP99));
        Assert.Equal(9 / 10.4, hops[Hop.Upstream].BusyForNobodyShare, 12);
        Assert.Equal(new Dictionary<string, int> { ["client gone"] = 1 }, hops[Hop.Edge].Outcomes);
    }

    [Fact]
    public void InFlight_Samples_HasThePeakAndTheMeanOfEachPhase()
    {
        var edge = KnownRun.Result().Hops[Hop.Edge];

        Assert.Equal(new Level(1234, Before: 3, Fault: 10, After: 1), edge.InFlight);
        Assert.Equal(new Level(17, Before: 1.5, Fault: 5, After: 0), edge.Waiting);
    }

    private static (int Started, int ForNobody, int Finished, TimeSpan Busy, TimeSpan BusyForNobody, int LeftBehind) Short(HopFigures figures) =>
        (figures.Started, figures.StartedForNobody, figures.Finished, figures.Busy, figures.BusyForNobody, figures.LeftBehind);

    private static HopFigures Figures(HopRecord work, ClickRecord click) => HopFigures.From(
        KnownRun.Data() with { Hops = [work], ReadAt = S(100) }, new Departures([click]), Hop.Upstream);

    private static HopRecord Work(TimeSpan? started, TimeSpan? ended, bool finished) =>
        new(Hop.Upstream, 7, S(0.5), started, ended, finished, Outcome: null);

    private static ClickRecord Click(ClickOutcome outcome, TimeSpan ended) =>
        KnownRun.Click(7, Page.Report, S(0.4), ended - S(0.4), outcome);
}
