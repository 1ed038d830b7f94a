using System.Text.Json;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class CellResultTests
{
    private readonly CellResult _result = KnownRun.Result();

    [Fact]
    public void ClicksPerPerson_OneOfSevenClickedTwice_IsAboveOne() => Assert.Equal(8.0 / 7, _result.ClicksPerPerson);

    [Fact]
    public void CallsPerIntent_TwoCallsForOnePerson_IsTwo() => Assert.Equal(2, _result.CallsPerIntent);

    [Fact]
    public void SendLateness_AllTheSame_IsThat() => Assert.Equal(S(0.002), _result.SendLateness);

    [Fact]
    public void Times_MomentsOfTheMachine_BecomeThoseOfTheRun()
    {
        var later = KnownRun.Data() with { Times = new PhaseTimes(S(100), S(102), S(110), S(120), S(140)) };

        Assert.Equal(KnownRun.Times, CellResult.From(later).Times);
    }

    [Fact]
    public void Healthy_TwoSamplesBeforeTheFault_IsTheGrowthAClickOfAllServices()
    {
        // 10 ms and 1,000 bytes a click in each of three services.
        Assert.Equal(0.03, _result.Healthy!.ProcessorTime.TotalSeconds, 9);
        Assert.Equal(3000, _result.Healthy.AllocatedBytes);
    }

    [Fact]
    public void Healthy_NoSamples_IsNull() => Assert.Null(CellResult.From(KnownRun.Data() with { Samples = [] }).Healthy);

    [Fact]
    public void Vitals_StartPeakAndEnd_AreKeptApart()
    {
        var edge = _result.Vitals[Hop.Edge];

        Assert.Equal((3, 10, 5), (edge.Start.Timers, edge.Peak.Timers, edge.End.Timers));
    }

    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.051, true)]
    public void IsDisturbed_HeartbeatLate_IsFromFiftyMillisecondsOn(double lateness, bool expected) =>
        Assert.Equal(expected, (_result with { HeartbeatLateness = S(lateness) }).IsDisturbed);

    [Fact]
    public void IsDisturbed_ClicksSentLate_IsTrue() => Assert.True((_result with { SendLateness = S(0.06) }).IsDisturbed);

    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        var json = JsonSerializer.Serialize(_result, ResultsJson.Default.CellResult);

        var read = JsonSerializer.Deserialize(json, ResultsJson.Default.CellResult)!;

        Assert.Equal(json, JsonSerializer.Serialize(read, ResultsJson.Default.CellResult));
        Assert.Equal((_result.Key, _result.Plan, _result.Recovery), (read.Key, read.Plan, read.Recovery));
        Assert.Equal(_result.Course, read.Course);
        Assert.Equal(_result.Hops[Hop.Edge].InFlight, read.Hops[Hop.Edge].InFlight);
    }

    [Fact]
    public void Json_Duration_IsSecondsToTheTick()
    {
        var odd = TimeSpan.FromTicks(12_345_678_901);
        var json = JsonSerializer.Serialize(_result with { SendLateness = odd }, ResultsJson.Default.CellResult);

        using var document = JsonDocument.Parse(json);

        Assert.Equal(1234.5678901m, document.RootElement.GetProperty("sendLateness").GetDecimal());
        Assert.Equal(odd, JsonSerializer.Deserialize(json, ResultsJson.Default.CellResult)!.SendLateness);
    }
}
