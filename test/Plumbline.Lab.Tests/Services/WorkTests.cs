using Plumbline.Lab.Experiments;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Services;

public sealed class WorkTests
{
    private static readonly Plan _plan = Plan.Full(seed: 1);
    private readonly Work _work = new(_plan, TimeProvider.System);

    [Fact]
    public void For_SameClick_IsTheSameInEveryRun() =>
        Assert.Equal(_work.For(500), new Work(_plan, TimeProvider.System).For(500));

    [Fact]
    public void For_ManyClicks_AveragesThePlannedWork() =>
        Assert.Equal(
            _plan.UpstreamWork.TotalSeconds, Enumerable.Range(0, 10_000).Average(click => _work.For(click).TotalSeconds), 0.002);

    [Fact]
    public void For_Slow_TakesTheSlowTime()
    {
        _work.Pace = Pace.Slow;

        Assert.Equal(_plan.SlowWork, _work.For(500));
    }

    [Fact]
    public void For_BlackHole_NeverEnds()
    {
        _work.Pace = Pace.BlackHole;

        Assert.Equal(Timeout.InfiniteTimeSpan, _work.For(500));
    }
}
