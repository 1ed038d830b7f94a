using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class FigureTests
{
    [Theory]
    [InlineData("home-fault", 0.312, 0.351, "31.2 to 35.1 %")]
    [InlineData("home-p99-fault", 0.25, 1.5, "250 ms to 1.50 s")]
    [InlineData("starts-long-after", 3.0, 1200.0, "3 to 1,200")]
    [InlineData("recovery", 0.2, null, "0.2 s to never")]
    [InlineData("home-fault", 0.5, 0.50001, null)]
    public void Range_LeastAndMost_SaysTheUnitOnceWhereItIsTheSame(string figure, double least, double? most, string? expected) =>
        Assert.Equal(expected, Figures.Named(figure).Range(Spread.Of([least, most])));

    [Fact]
    public void Range_OneSeed_IsNull() => Assert.Null(Figures.Named("home-fault").Range(Spread.Of([0.5])));

    [Theory]
    [InlineData("home-p99-fault", "of 1 answer")]
    [InlineData("home-p99-before", "of 4 answers")]
    [InlineData("home-p50-before", null)]
    [InlineData("report-p99-before", null)] // Nobody was answered.
    [InlineData("edge-stop-p99", null)]
    public void Few_PercentileOfFewAnswers_SaysOfHowMany(string figure, string? expected) =>
        Assert.Equal(expected, Figures.Named(figure).Few([KnownRun.Result()]));

    [Theory]
    [InlineData(99, "of 99 answers")]
    [InlineData(100, null)]
    public void Few_P99_NeedsAHundred(int answered, string? expected) =>
        Assert.Equal(expected, Figures.Named("home-p99-fault").Few([KnownRun.Answering(answered, TimeSpan.FromSeconds(0.1))]));

    [Fact]
    public void Over_NobodyLeftInOneSeed_IsOfTheOthers()
    {
        var nobodyLeft = KnownRun.Answering(100, TimeSpan.FromSeconds(0.1));

        Assert.Equal(new Spread(0.002, 0.002, 0.002, 1), Figures.Named("edge-stop-p99").Over([nobodyLeft, KnownRun.Result(seed: 2)]));
        Assert.Null(Figures.Named("edge-stop-p99").Over([nobodyLeft]).Median);
    }

    [Fact]
    public void All_Ids_AreUnique() =>
        Assert.Equal(Figures.All.Count, Figures.All.Select(static figure => figure.Id).Distinct().Count());

    [Fact]
    public void Short_EachId_IsAFigure() =>
        Assert.All(Figures.Short, static id => Assert.Contains(Figures.All, figure => figure.Id == id));

    [Theory]
    [InlineData("home-fault", "100.0 %")]
    [InlineData("home-p50-before", "20 ms")]
    [InlineData("home-p99-fault", "50 ms")]
    [InlineData("report-p99-after", "1.00 s")]
    [InlineData("recovery", "never")]
    [InlineData("calls-per-intent", "2.00")]
    [InlineData("starts", "2")]
    [InlineData("busy", "10.4 s")]
    [InlineData("busy-nobody-share", "86.5 %")]
    [InlineData("edge-peak", "1,234")]
    [InlineData("edge-fault-waiting", "5.0")]
    [InlineData("edge-stop-p99", "2.0 ms")]
    [InlineData("upstream-stop-p99", "9.00 s")]
    [InlineData("edge-live-timers-end", "5")]
    [InlineData("edge-memory-start", "50 MB")]
    [InlineData("healthy-bytes", "3,000 B")]
    [InlineData("healthy-cpu", "30 ms")]
    [InlineData("heartbeat", "3.0 ms")]
    public void Of_KnownEvents_IsTheFigure(string id, string expected)
    {
        var figure = Figures.Named(id);

        Assert.Equal(expected, figure.Text(figure.Of(KnownRun.Result())));
    }
}
