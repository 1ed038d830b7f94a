using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class UpstreamFiguresTests
{
    private static readonly TimeSpan _read = S(100);

    [Fact]
    public void From_AnsweredClick_IsWorkForSomebody()
    {
        var figures = Figures(Work(S(1), S(3), finished: true), Click(ClickOutcome.Answered, S(3)));

        Assert.Equal(new UpstreamFigures(1, 1, 0, 1, 0, S(2), S(0)), figures);
    }

    [Fact]
    public void From_AnswerReadBeforeTheUpstreamWroteItDown_IsWorkForSomebody()
    {
        var figures = Figures(Work(S(1), S(3.1), finished: true), Click(ClickOutcome.Answered, S(3)));

        Assert.Equal((0, S(0)), (figures.FinishedForNobody, figures.WorkerTimeForNobody));
    }

    [Theory]
    [InlineData(ClickOutcome.Left)]
    [InlineData(ClickOutcome.Failed)]
    public void From_PersonWentWhileAtWork_CountsTheRestForNobody(object outcome)
    {
        var figures = Figures(Work(S(1), S(11), finished: true), Click((ClickOutcome)outcome, S(4)));

        Assert.Equal(new UpstreamFigures(1, 1, 0, 1, 1, S(10), S(7)), figures);
    }

    [Fact]
    public void From_PersonWentBeforeTheStart_CountsAllForNobody()
    {
        var figures = Figures(Work(S(5), S(6), finished: true), Click(ClickOutcome.Left, S(4)));

        Assert.Equal(new UpstreamFigures(1, 1, 1, 1, 1, S(1), S(1)), figures);
    }

    [Fact]
    public void From_StoppedWhenThePersonWent_IsNotFinishedAndWastesNothing()
    {
        var figures = Figures(Work(S(1), S(4), finished: false), Click(ClickOutcome.Left, S(4)));

        Assert.Equal(new UpstreamFigures(1, 1, 0, 0, 0, S(3), S(0)), figures);
    }

    [Fact]
    public void From_StillAtWork_CountsUntilTheLogWasRead()
    {
        var figures = Figures(Work(S(95), ended: null, finished: false), Click(ClickOutcome.Left, S(97)));

        Assert.Equal(new UpstreamFigures(1, 1, 0, 0, 0, S(5), S(3)), figures);
    }

    [Fact]
    public void From_NeverStarted_IsOnlyACall()
    {
        var figures = Figures(Work(started: null, ended: null, finished: false), Click(ClickOutcome.Left, S(4)));

        Assert.Equal(new UpstreamFigures(1, 0, 0, 0, 0, S(0), S(0)), figures);
    }

    private static UpstreamFigures Figures(HopRecord work, ClickRecord click) => UpstreamFigures.From([work], [click], _read);

    private static HopRecord Work(TimeSpan? started, TimeSpan? ended, bool finished) => new(Hop.Upstream, 7, S(0.5), started, ended, finished, Outcome: null);

    private static ClickRecord Click(ClickOutcome outcome, TimeSpan ended) =>
        new(7, 0, Page.Report, S(0.4), S(0.4), ended, outcome, 0);
}
