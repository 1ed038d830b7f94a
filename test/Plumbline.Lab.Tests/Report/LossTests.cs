using Plumbline.Lab.Report;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Report;

public sealed class LossTests
{
    [Fact]
    public void In_RivalIsQuicker_IsListed() =>
        Assert.Contains(
            Loss.In(KnownReport.Data().Summaries),
            loss => loss is { Ours: "C", Rival: "B+", Figure.Id: "home-p99-fault" });

    [Fact]
    public void In_RivalThatIsDown_IsLeftOut() =>
        Assert.DoesNotContain(Loss.In(KnownReport.Data().Summaries), loss => loss.Rival == "A");

    [Fact]
    public void In_WhereOursIsBetter_IsNotListed() =>
        Assert.DoesNotContain(Loss.In(KnownReport.Data().Summaries), loss => loss.Figure.Id == "home-fault");

    [Fact]
    public void In_OneSeedTurnsTheOrderRound_IsNotListed()
    {
        var data = KnownReport.With(
            KnownRun.Answering(100, S(0.01), "B+"),
            KnownRun.Answering(100, S(0.3), "B+", seed: 2),
            KnownRun.Answering(100, S(0.2), "C"),
            KnownRun.Answering(100, S(0.2), "C", seed: 2));

        Assert.DoesNotContain(Loss.In(data.Summaries), loss => loss.Figure.Id == "home-p99-fault");
    }

    [Theory]
    [InlineData(0.200, false)]
    [InlineData(0.180, true)]
    public void In_Medians_MustBeFivePercentApart(double rival, bool expected)
    {
        var data = KnownReport.With(KnownRun.Answering(100, S(rival), "B+"), KnownRun.Answering(100, S(0.205), "C"));

        Assert.Equal(expected, Loss.In(data.Summaries).Any(loss => loss.Figure.Id == "home-p99-fault"));
    }

    [Fact]
    public void In_NobodyLeftOurs_IsNoLossOfTimeToStop()
    {
        var data = KnownReport.With(KnownRun.Result("B+"), KnownRun.Answering(100, S(0.05), "C"));

        Assert.DoesNotContain(Loss.In(data.Summaries), loss => loss.Figure.Id.Contains("-stop-", StringComparison.Ordinal));
    }

    [Fact]
    public void In_RivalWithAnotherUpstream_IsNotCompared()
    {
        var data = KnownReport.With(KnownRun.Answering(100, S(0.01), "B+"), KnownRun.Answering(100, S(0.2), "C-"));

        Assert.Empty(Loss.In(data.Summaries));
    }
}
