using Plumbline.Lab.Measure;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Measure;

public sealed class PercentileTests
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.991, 100)]
    [InlineData(1, 100)]
    [InlineData(0.0001, 1)]
    public void Of_OneToHundred_IsTheNearestRank(double share, int expected) =>
        Assert.Equal(S(expected), Percentile.Of(Enumerable.Range(1, 100).Reverse().Select(value => S(value)), share));

    [Fact]
    public void Of_Nothing_IsNull() => Assert.Null(Percentile.Of([], 0.5));

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Of_ShareOutOfRange_Throws(double share)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([S(1)], share));

        Assert.StartsWith("Must be more than 0 and at most 1.", error.Message, StringComparison.Ordinal);
    }
}
