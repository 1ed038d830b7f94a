namespace Plumbline.Tests.Display;

public sealed class DurationTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(1, "0.1 µs")]
    [InlineData(25, "2.5 µs")]
    [InlineData(9_995, "999.5 µs")]
    [InlineData(10_000, "1 ms")]
    [InlineData(15_000, "1.5 ms")]
    [InlineData(12_345, "1.23 ms")]
    [InlineData(99_990, "10 ms")]
    [InlineData(2_500_000, "250 ms")]
    [InlineData(9_990_000, "999 ms")]
    [InlineData(9_995_000, "1 s")]
    [InlineData(10_000_000, "1 s")]
    [InlineData(15_000_000, "1.5 s")]
    [InlineData(20_000_000, "2 s")]
    [InlineData(12_345_678, "1.235 s")]
    [InlineData(599_990_000, "59.999 s")]
    [InlineData(600_000_000, "1 min")]
    [InlineData(2_000_000_000, "3 min 20 s")]
    [InlineData(35_990_000_000, "59 min 59 s")]
    [InlineData(36_000_000_000, "1 h")]
    [InlineData(37_200_000_000, "1 h 2 min")]
    [InlineData(863_400_000_000, "23 h 59 min")]
    [InlineData(864_000_000_000, "1 d")]
    [InlineData(900_000_000_000, "1 d 1 h")]
    [InlineData(86_400_000_000_000, "100 d")]
    [InlineData(long.MaxValue, "10675199 d 2 h")]
    public void Duration_OfTicks_IsInTheLargestUnitsThatMatter(long ticks, string expected) =>
        Assert.Equal(expected, ContextText.Duration(new TimeSpan(ticks)));

    // The budget is kept in 32 bits: what people write must still be what they read.
    [Theory]
    [InlineData(1, "0.1 µs")]
    [InlineData(10_000, "1 ms")]
    [InlineData(90_000, "9 ms")]
    [InlineData(1_000_000, "100 ms")]
    [InlineData(3_000_000, "300 ms")]
    [InlineData(7_000_000, "700 ms")]
    [InlineData(11_000_000, "1.1 s")]
    [InlineData(47_000_000, "4.7 s")]
    [InlineData(300_000_000, "30 s")]
    [InlineData(599_000_000, "59.9 s")]
    [InlineData(900_000_000, "1 min 30 s")]
    [InlineData(36_000_000_000, "1 h")]
    [InlineData(864_000_000_000, "1 d")]
    [InlineData(86_400_000_000_000, "100 d")]
    public void Budget_OfTicks_ReadsAsItWasWritten(long ticks, string expected)
    {
        using CancelScope scope = Context.Background.WithTimeout(new TimeSpan(ticks), out Context ctx);

        Assert.StartsWith($"Background.WithTimeout({expected}, ", ctx.ToString());
    }
}
