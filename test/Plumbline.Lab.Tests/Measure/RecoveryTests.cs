using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class RecoveryTests
{
    /// <summary>The fault ends at 20 s, the run at 50 s.</summary>
    private static readonly PhaseTimes _times = new(S(0), S(2), S(10), S(20), S(50));

    [Fact]
    public void Find_AllIsWellAtOnce_IsZero() => Assert.Equal(S(0), Recovery.Find(Clicks((_, _) => true), _times));

    [Fact]
    public void Find_NeverWell_IsNull() => Assert.Null(Recovery.Find(Clicks((_, _) => false), _times));

    [Fact]
    public void Find_BadForThreeSeconds_IsWhenBadClicksAreAFewPercentOfTheWindow() =>

        // From 2.75 s on less than a quarter of a second of the five is bad: 95 %. In steps of 0.1 s that is 2.8 s.
        Assert.Equal(S(2.8), Recovery.Find(Clicks((_, moment) => moment >= S(23)), _times));

    [Theory]
    [InlineData(Page.Home)]
    [InlineData(Page.Report)]
    public void Find_OnePageStaysDown_IsNull(object down) =>
        Assert.Null(Recovery.Find(Clicks((page, _) => !page.Equals(down)), _times));

    [Fact]
    public void Find_OnePageIsNotClickedOn_IsNull() =>
        Assert.Null(Recovery.Find([.. Clicks((_, _) => true).Where(click => click.Page == Page.Home)], _times));

    [Fact]
    public void Find_WellForFourSecondsOnly_IsNotYet() =>

        // Well until 24 s, down again until 30 s.
        Assert.Equal(S(9.8), Recovery.Find(Clicks((_, moment) => moment < S(24) || moment >= S(30)), _times));

    [Fact]
    public void Find_WellTooLateToSeeFiveSeconds_IsNull() =>
        Assert.Null(Recovery.Find(Clicks((_, moment) => moment >= S(46)), _times));

    [Fact]
    public void Find_HomeAnsweredButSlow_IsNull() =>
        Assert.Null(Recovery.Find(Clicks((_, _) => true, latency: S(0.3)), _times));

    [Fact]
    public void Find_BadBeforeTheEndOfTheFault_DoesNotCount() =>
        Assert.Equal(S(0), Recovery.Find(Clicks((_, moment) => moment >= S(20)), _times));

    /// <summary>A click on each page every 10 ms of the run; it is answered if <paramref name="isAnswered"/> says so.</summary>
    private static ClickRecord[] Clicks(Func<Page, TimeSpan, bool> isAnswered, TimeSpan? latency = null) =>
    [
        .. from page in Enum.GetValues<Page>()
           from index in Enumerable.Range(0, 5000)
           let moment = S(index / 100.0)
           let ended = moment + (latency ?? S(0.02))
           select new ClickRecord(
               (index * 2) + (int)page,
               (index * 2) + (int)page,
               page,
               moment,
               moment,
               ended,
               isAnswered(page, moment) ? ClickOutcome.Answered : ClickOutcome.Left,
               0),
    ];
}
