using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Report;

public sealed class TimelineTests
{
    [Fact]
    public void Rates_EvenGrowth_IsTheSameInEveryBucketHoweverSamplesFall()
    {
        Sample[] samples = [At(100.3, 3), At(100.9, 9), At(102.1, 21), At(103, 30)];

        var rates = Timeline.Rates(samples, S(100), S(1), sample => sample.Crowd.HomeAnswered);

        Assert.Equal([10.0, 10.0, 10.0], rates.Select(rate => Math.Round(rate, 6)));
    }

    [Fact]
    public void Rates_BucketNotCovered_IsLeftOut() =>
        Assert.Single(Timeline.Rates([At(101, 10), At(101.9, 10)], S(100), S(1), sample => sample.Crowd.HomeAnswered));

    [Fact]
    public void Rates_NoSamples_IsEmpty() =>
        Assert.Empty(Timeline.Rates([], S(100), S(1), sample => sample.Crowd.HomeAnswered));

    [Fact]
    public void Levels_BetweenTwoSamples_IsInBetween() =>
        Assert.Equal([5.0, 10.0], Timeline.Levels([At(100.5, 0), At(101.5, 10), At(102, 10)], S(100), S(1), sample => sample.Crowd.HomeAnswered));

    private static Sample At(double moment, int homeAnswered) =>
        new(S(moment), new CrowdCounters(0, 0, 0, homeAnswered, 0, false), new Dictionary<Hop, ServiceCounters>());
}
