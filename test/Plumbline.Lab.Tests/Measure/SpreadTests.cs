using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests.Measure;

public sealed class SpreadTests
{
    [Fact]
    public void Of_OddCount_IsTheMiddleAndTheRange() => Assert.Equal(new Spread(3, 1, 9, 3), Spread.Of([9, 1, 3]));

    [Fact]
    public void Of_EvenCount_IsBetweenTheTwoInTheMiddle() => Assert.Equal(new Spread(2.5, 1, 9, 4), Spread.Of([9, 3, 2, 1]));

    [Fact]
    public void Of_One_IsThat() => Assert.Equal(new Spread(4, 4, 4, 1), Spread.Of([4]));

    [Fact]
    public void Of_OneNever_IsTheWorst() => Assert.Equal(new Spread(2, 1, null, 3), Spread.Of([null, 1, 2]));

    [Fact]
    public void Of_MostNever_IsNever() => Assert.Equal(new Spread(null, 1, null, 3), Spread.Of([null, 1, null]));

    [Fact]
    public void Of_Nothing_Throws() => Assert.Throws<ArgumentException>(() => Spread.Of([]));

    [Theory]
    [InlineData(1.0, 2.0, 3.0, 4.0, true)]
    [InlineData(1.0, 3.0, 3.0, 4.0, false)]
    [InlineData(1.0, 2.0, null, null, true)]
    [InlineData(null, null, 1.0, 2.0, false)]
    [InlineData(null, null, null, null, false)]
    public void IsBelow_TwoRanges_IsTrueWhenTheyDoNotMeet(double? a, double? b, double? c, double? d, bool expected) =>
        Assert.Equal(expected, Spread.Of([a, b]).IsBelow(Spread.Of([c, d])));
}
