using Plumbline.Lab.Experiments;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Tests.Services;

public sealed class WorkPaceTests
{
    private static readonly Plan _plan = Plan.Full(seed: 1);

    [Fact]
    public void For_SameClick_IsTheSameInEveryRun() =>
        Assert.Equal(new WorkPace(_plan).For(500), new WorkPace(_plan).For(500));

    [Fact]
    public void For_ManyClicks_AveragesThePlannedWork() =>
        Assert.Equal(
            _plan.UpstreamWork.TotalSeconds,
            Enumerable.Range(0, 10_000).Average(click => new WorkPace(_plan).For(click).TotalSeconds),
            0.002);

    [Fact]
    public void For_Slow_TakesTheSlowTime() => Assert.Equal(_plan.SlowWork, new WorkPace(_plan) { Slow = true }.For(500));
}
