using System.Globalization;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>What each odd value means here, where servers differ most: malformed, too long, zero, negative, huge.</summary>
public sealed class HeaderDurationTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("250", 250)]
    [InlineData("0000000005", 5)]
    [InlineData("9999999999", 9_999_999_999)]
    public void TryMilliseconds_Digits_AreMilliseconds(string text, long milliseconds)
    {
        Assert.True(HeaderDuration.TryMilliseconds(text, out var duration));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("abc", "malformed")]
    [InlineData("5ms", "malformed: a unit")]
    [InlineData("0x5", "malformed: hexadecimal")]
    [InlineData("1e3", "malformed: an exponent")]
    [InlineData("5.0", "malformed: a dot")]
    [InlineData("1,000", "malformed: a comma")]
    [InlineData("100, 200", "malformed: two values in one")]
    [InlineData(" 5", "malformed: space before")]
    [InlineData("5 ", "malformed: space after")]
    [InlineData("5\0", "malformed: a NUL")]
    [InlineData("٣", "malformed: a digit, but not ASCII")]
    [InlineData("５", "malformed: a full-width digit")]
    [InlineData("00000000005", "too many digits: 11")]
    [InlineData("10000000000", "too many digits: 11")]
    [InlineData("0", "zero")]
    [InlineData("0000000000", "zero")]
    [InlineData("-5", "negative")]
    [InlineData("-0", "negative")]
    [InlineData("+5", "a sign")]
    [InlineData("99999999999999999999", "huge")]
    public void TryMilliseconds_Odd_IsInvalid(string text, string why)
    {
        Assert.False(HeaderDuration.TryMilliseconds(text, out var duration), why);

        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Theory]
    [InlineData("2H", 2 * TimeSpan.TicksPerHour)]
    [InlineData("2M", 2 * TimeSpan.TicksPerMinute)]
    [InlineData("2S", 2 * TimeSpan.TicksPerSecond)]
    [InlineData("2m", 2 * TimeSpan.TicksPerMillisecond)]
    [InlineData("2u", 2 * TimeSpan.TicksPerMicrosecond)]
    [InlineData("200n", 2)]
    [InlineData("1n", 1)]
    [InlineData("101n", 2)]
    [InlineData("00000005S", 5 * TimeSpan.TicksPerSecond)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void TryGrpc_DigitsAndUnit_AreThatLong(string text, long ticks)
    {
        Assert.True(HeaderDuration.TryGrpc(text, out var duration));

        Assert.Equal(TimeSpan.FromTicks(ticks), duration);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("S", "malformed: no digits")]
    [InlineData("5", "malformed: no unit")]
    [InlineData("5s", "malformed: the unit's case")]
    [InlineData("5h", "malformed: the unit's case")]
    [InlineData("5U", "malformed: the unit's case")]
    [InlineData("5N", "malformed: the unit's case")]
    [InlineData("5d", "malformed: no such unit")]
    [InlineData("5ms", "malformed: two units")]
    [InlineData("abc", "malformed")]
    [InlineData(" 5S", "malformed: space before")]
    [InlineData("5 S", "malformed: space inside")]
    [InlineData("5S ", "malformed: space after")]
    [InlineData("1.5S", "malformed: a dot")]
    [InlineData("٣S", "malformed: a digit, but not ASCII")]
    [InlineData("000000005S", "too many digits: 9")]
    [InlineData("0000000005S", "too many digits: 10, which others read as 5 s")]
    [InlineData("0S", "zero: expires now elsewhere, or never")]
    [InlineData("0n", "zero: what a Go client writes when expired")]
    [InlineData("00000000m", "zero")]
    [InlineData("-5S", "negative")]
    [InlineData("+5S", "a sign")]
    [InlineData("256204779H", "huge: throws elsewhere")]
    [InlineData("2147483647S", "huge")]
    [InlineData("2147483648H", "huge")]
    public void TryGrpc_Odd_IsInvalid(string text, string why)
    {
        Assert.False(HeaderDuration.TryGrpc(text, out var duration), why);

        Assert.Equal(TimeSpan.Zero, duration);
    }

    [Theory]
    [InlineData("15", "0:00:15")]
    [InlineData("9999999999", "115740:17:46:39")]
    [InlineData("PT15S", "0:00:15")]
    [InlineData("PT1.5S", "0:00:01.5")]
    [InlineData("PT0.000000001S", "0:00:00.0000001")]
    [InlineData("PT8H6M12.345S", "8:06:12.345")]
    [InlineData("PT2H", "2:00:00")]
    [InlineData("PT36H", "1:12:00:00")]
    [InlineData("P1D", "1:0:00:00")]
    [InlineData("P1DT1S", "1:0:00:01")]
    [InlineData("P9999999999D", "10675199:2:48:05.4775807")]
    [InlineData("P9999999999DT9999999999H", "10675199:2:48:05.4775807")]
    public void TrySecondsOrIso_EitherForm_IsThatLong(string text, string duration)
    {
        Assert.True(HeaderDuration.TrySecondsOrIso(text, out var actual));

        Assert.Equal(duration, actual.ToString("g", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("P", "no part")]
    [InlineData("PT", "no part")]
    [InlineData("P1DT", "a T without a time")]
    [InlineData("PT0S", "zero")]
    [InlineData("P0D", "zero")]
    [InlineData("PT-5S", "negative")]
    [InlineData("-PT5S", "negative")]
    [InlineData("PT+5S", "a sign")]
    [InlineData("pt5s", "case")]
    [InlineData("PT5", "no unit")]
    [InlineData("PTS", "no digits")]
    [InlineData("PT5S1M", "out of order")]
    [InlineData("PT5S5S", "twice")]
    [InlineData("P5S", "a time without T")]
    [InlineData("P1W", "weeks")]
    [InlineData("P1Y", "years have no length")]
    [InlineData("P1M", "months have no length")]
    [InlineData("PT1,5S", "a comma")]
    [InlineData("PT.5S", "no digits before the dot")]
    [InlineData("PT5.S", "no digits after the dot")]
    [InlineData("PT1.5H", "a fraction of what is not seconds")]
    [InlineData("PT1.0000000001S", "more than nine places")]
    [InlineData("PT10000000000S", "too many digits: 11")]
    [InlineData("PT5S ", "space after")]
    [InlineData("PT5Sx", "something after")]
    [InlineData("PTT5S", "two T")]
    [InlineData("P0000000001DT0000000001H0000000001M", "33 characters and more")]
    [InlineData("1.5", "a fraction in the bare form")]
    [InlineData("2026-11-23T13:00:00Z", "a point in time")]
    [InlineData("1795438800000", "milliseconds since 1970, which others send under this name")]
    public void TrySecondsOrIso_Odd_IsInvalid(string text, string why) =>
        Assert.False(HeaderDuration.TrySecondsOrIso(text, out _), why);
}
