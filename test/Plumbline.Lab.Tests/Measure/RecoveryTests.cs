using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class RecoveryTests
{
    /// <summary>The fault ends at 20 s, the run at 50 s.</summary>
    private static readonly PhaseTimes _times = new(S(0), S(2), S(10), S(20), S(50));

    [Fact]
    public void Find_AllIsWellAtOnce_IsZero() => Assert.Equal(S(0), Find((_, _) => true));

    [Fact]
    public void Find_NeverWell_IsNull() => Assert.Null(Find((_, _) => false));

    [Fact]
    public void Find_BadForThreeSeconds_IsWhenBadClicksAreFivePercentOfTheWindow() =>

        // From 2.5 s on half a second of the ten is bad: 5 %.
        Assert.Equal(S(2.5), Find((_, moment) => moment >= S(23)));

    [Theory]
    [InlineData(Page.Home)]
    [InlineData(Page.Report)]
    public void Find_OnePageStaysDown_IsNull(object down) => Assert.Null(Find((page, _) => !page.Equals(down)));

    [Fact]
    public void Find_OnePageIsNotClickedOn_IsNull() =>
        Assert.Null(Recovery.Find([.. Clicks((_, _) => true).Where(click => click.Page == Page.Home)], _times).Time);

    [Fact]
    public void Find_WellForFourSecondsOnly_IsNotYet() =>

        // Well until 24 s, down again until 30 s.
        Assert.Equal(S(9.5), Find((_, moment) => moment < S(24) || moment >= S(30)));

    [Fact]
    public void Find_WellTooLateToSeeTenSeconds_IsNull() => Assert.Null(Find((_, moment) => moment >= S(41)));

    [Fact]
    public void Find_HomeAnsweredButSlow_IsNull() =>
        Assert.Null(Recovery.Find(Clicks((_, _) => true, moment => moment < S(10) ? S(0.02) : S(0.3)), _times).Time);

    [Fact]
    public void Find_HomeAsSlowAsBefore_IsZero() =>
        Assert.Equal(S(0), Recovery.Find(Clicks((_, _) => true, _ => S(0.3)), _times).Time);

    [Fact]
    public void Find_BadBeforeTheEndOfTheFault_DoesNotCount() => Assert.Equal(S(0), Find((_, moment) => moment >= S(20)));

    [Theory]
    [InlineData(0.02, 0.1)] // 2.5 times 20 ms is less than the lowest limit.
    [InlineData(0.2, 0.5)]
    public void HomeLimit_FromTheTimeBefore_IsTwoAndAHalfTimesTheP99(double before, double limit) =>
        Assert.Equal(S(limit), Recovery.Find(Clicks((_, _) => true, _ => S(before)), _times).HomeLimit);

    [Fact]
    public void Window_LongAfter_IsTenSecondsAndTheRestIsWatched()
    {
        var recovery = Recovery.Find([], _times);

        Assert.Equal((S(10), S(20)), (recovery.Window, recovery.Watched));
    }

    [Fact]
    public void Window_ShortAfter_IsHalfOfIt()
    {
        var recovery = Recovery.Find([], _times with { End = S(32) });

        Assert.Equal((S(6), S(6)), (recovery.Window, recovery.Watched));
    }

    private static TimeSpan? Find(Func<Page, TimeSpan, bool> isAnswered) => Recovery.Find(Clicks(isAnswered), _times).Time;

    /// <summary>A click on each page every 10 ms of the run; it is answered if <paramref name="isAnswered"/> says so.</summary>
    private static ClickRecord[] Clicks(Func<Page, TimeSpan, bool> isAnswered, Func<TimeSpan, TimeSpan>? latency = null) =>
    [
        .. from page in Enum.GetValues<Page>()
           from index in Enumerable.Range(0, 5000)
           let moment = S(index / 100.0)
           select KnownRun.Click(
               ((index * 2) + (int)page) * 100,
               page,
               moment,
               latency?.Invoke(moment) ?? S(0.02),
               isAnswered(page, moment) ? ClickOutcome.Answered : ClickOutcome.Left),
    ];
}
