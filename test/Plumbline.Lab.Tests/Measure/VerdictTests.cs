using Plumbline.Lab.Measure;
using Plumbline.Lab.Report;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(100, 99, "stays up")]
    [InlineData(100, 98, "suffers")] // One seed is enough to be no longer up.
    [InlineData(49, 0, "goes down")]
    [InlineData(50, 0, "suffers")] // And one is enough to be not quite down.
    public void Word_TwoSeeds_IsWhatBothAgreeOn(int first, int second, string expected)
    {
        var verdict = Verdict.Of([KnownRun.Answering(first, S(0.01)), KnownRun.Answering(second, S(0.01), seed: 2)]);

        Assert.Equal(expected, PageVerdict.Word(verdict));
    }

    [Fact]
    public void Of_RunThatDidNotRecover_SaysHowLongItWasWatched()
    {
        var verdict = Verdict.Of([KnownRun.Result()]);

        Assert.True(verdict.MayNeverRecover);
        Assert.Equal((null, S(10)), (verdict.Recovery.Median, verdict.Watched));
    }

    [Fact]
    public void Of_KnownEvents_HasTheWorkForNobody() =>
        Assert.Equal(9 / 10.4, Verdict.Of([KnownRun.Result()]).ForNobody.Median!.Value, 12);
}
