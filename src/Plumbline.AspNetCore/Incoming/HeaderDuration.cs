namespace Plumbline.AspNetCore.Incoming;

/// <summary>What the values of deadline headers mean. Nothing throws, nothing allocates, and nothing is looked at beyond a format's longest value.</summary>
/// <remarks>Each result is more than zero: zero means four different things among those who send it. What does not fit is as long as can be.</remarks>
internal static class HeaderDuration
{
    private const int MaxDigits = 10;
    private const int MaxGrpcDigits = 8;
    private const int MaxFractionDigits = 9;
    private const int MaxIsoLength = 32;
    private const int NanosecondsPerTick = 100;

    /// <summary>One to ten ASCII digits.</summary>
    internal static bool TryMilliseconds(ReadOnlySpan<char> text, out TimeSpan duration) =>
        TryCount(text, TimeSpan.TicksPerMillisecond, out duration);

    /// <summary>One to eight ASCII digits and one of <c>H M S m u n</c>.</summary>
    internal static bool TryGrpc(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length is < 2 or > MaxGrpcDigits + 1)
            return false;

        var ticksPerUnit = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 1,
            _ => 0,
        };
        if (ticksPerUnit == 0 || !TryCount(text[..^1], ticksPerUnit, out duration))
            return false;

        if (text[^1] == 'n')
            duration = TimeSpan.FromTicks(TicksFromNanoseconds(duration.Ticks));
        return true;
    }

    /// <summary>One to ten ASCII digits that are seconds, or <c>P1DT2H3M4.5S</c> with any of its parts left out.</summary>
    internal static bool TrySecondsOrIso(ReadOnlySpan<char> text, out TimeSpan duration) =>
        text is ['P', .. var parts]
            ? TryIso(parts, out duration)
            : TryCount(text, TimeSpan.TicksPerSecond, out duration);

    private static bool TryCount(ReadOnlySpan<char> text, long ticksPerUnit, out TimeSpan duration)
    {
        duration = default;
        if (!TryDigits(text, MaxDigits, out var count) || count == 0)
            return false;

        duration = TimeSpan.FromTicks(Multiply(count, ticksPerUnit));
        return true;
    }

    private static bool TryIso(ReadOnlySpan<char> rest, out TimeSpan duration)
    {
        duration = default;
        if (rest.Length >= MaxIsoLength)
            return false;

        var ticks = TakePart(ref rest, 'D', TimeSpan.TicksPerDay);
        if (rest is ['T', .. var time])
        {
            // "P1DT": a T that nothing follows.
            if (time.IsEmpty)
                return false;

            ticks = Add(ticks, TakePart(ref time, 'H', TimeSpan.TicksPerHour));
            ticks = Add(ticks, TakePart(ref time, 'M', TimeSpan.TicksPerMinute));
            ticks = Add(ticks, TakeSeconds(ref time));
            rest = time;
        }

        // A part that is out of order, unknown or too long is still there.
        if (!rest.IsEmpty || ticks == 0)
            return false;

        duration = TimeSpan.FromTicks(ticks);
        return true;
    }

    private static long TakePart(ref ReadOnlySpan<char> rest, char designator, long ticksPerUnit)
    {
        var length = CountDigits(rest);
        if (length == rest.Length || rest[length] != designator || !TryDigits(rest[..length], MaxDigits, out var count))
            return 0;

        rest = rest[(length + 1)..];
        return Multiply(count, ticksPerUnit);
    }

    private static long TakeSeconds(ref ReadOnlySpan<char> rest)
    {
        var length = CountDigits(rest);
        if (length == rest.Length || rest[length] != '.')
            return TakePart(ref rest, 'S', TimeSpan.TicksPerSecond);

        var fraction = rest[(length + 1)..];
        var places = CountDigits(fraction);
        if (!TryDigits(rest[..length], MaxDigits, out var seconds)
            || !TryDigits(fraction[..places], MaxFractionDigits, out var nanoseconds)
            || fraction[places..] is not ['S', .. var after])
        {
            return 0;
        }

        for (; places < MaxFractionDigits; places++)
            nanoseconds *= 10;
        rest = after;
        return Add(Multiply(seconds, TimeSpan.TicksPerSecond), TicksFromNanoseconds(nanoseconds));
    }

    // By hand: until it is optimized, IndexOfAnyExceptInRange boxes its bounds.
    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        return count;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, int max, out long number)
    {
        number = 0;
        if (text.IsEmpty || text.Length > max)
            return false;

        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;

            number = (number * 10) + (character - '0');
        }

        return true;
    }

    // Up: what is more than nothing stays more than nothing.
    private static long TicksFromNanoseconds(long nanoseconds) => (nanoseconds + NanosecondsPerTick - 1) / NanosecondsPerTick;

    private static long Multiply(long count, long ticksPerUnit) =>
        count > long.MaxValue / ticksPerUnit ? long.MaxValue : count * ticksPerUnit;

    private static long Add(long ticks, long more) =>
        ticks > long.MaxValue - more ? long.MaxValue : ticks + more;
}
