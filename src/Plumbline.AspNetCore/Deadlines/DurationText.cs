using System.Buffers;
using System.Globalization;

namespace Plumbline.AspNetCore.Deadlines;

/// <summary>Reads durations as Go's <c>time.ParseDuration</c> does: <c>500ms</c>, <c>2s</c>, <c>1.5s</c>, <c>1m30s</c>.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> _number = SearchValues.Create("0123456789.");

    internal static TimeSpan Parse(string text, string paramName)
    {
        ArgumentNullException.ThrowIfNull(text, paramName);
        var rest = text.AsSpan();
        var sum = 0m;
        do
        {
            var digits = rest.IndexOfAnyExcept(_number);
            if (digits <= 0
                || UnitOf(rest[digits..], out var unitLength) is not { } unit
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number > TimeSpan.MaxValue.Ticks / unit
                || (sum += number * unit) > TimeSpan.MaxValue.Ticks)
            {
                throw new ArgumentException(
                    $"'{text}' is not a duration: write numbers with ms, s, m or h, as in \"500ms\", \"2s\" or \"1m30s\".", paramName);
            }

            rest = rest[(digits + unitLength)..];
        }
        while (!rest.IsEmpty);

        var duration = TimeSpan.FromTicks((long)sum);
        RequestLimit.ThrowIfNotFinite(duration, paramName);
        return duration;
    }

    private static decimal? UnitOf(ReadOnlySpan<char> text, out int length)
    {
        length = text.StartsWith("ms") ? 2 : 1;
        return text[0] switch
        {
            'm' when length == 2 => TimeSpan.TicksPerMillisecond,
            's' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMinute,
            'h' => TimeSpan.TicksPerHour,
            _ => null,
        };
    }
}
