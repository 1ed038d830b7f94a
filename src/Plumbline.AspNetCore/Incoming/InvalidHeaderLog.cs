using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Logs unreadable headers, one in a while: any caller can send as many as it likes.</summary>
/// <remarks>Safe from any thread.</remarks>
internal sealed class InvalidHeaderLog(ILogger logger, TimeProvider clock)
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int MaxShownDigits = 20;

    private readonly long _interval = (long)(Interval.TotalSeconds * clock.TimestampFrequency);
    private long _next = long.MinValue;
    private long _suppressed;

    internal void Report(DeadlineHeader header, string? value)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
            return;

        // Of those who find that it is time, the one that moves the time on logs.
        var now = clock.GetTimestamp();
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + _interval, next) != next)
        {
            Interlocked.Increment(ref _suppressed);
            return;
        }

        IncomingLog.Invalid(logger, header.Name, Describe(value), Interlocked.Exchange(ref _suppressed, 0));
    }

    // Digits can be shown; anything else is a stranger's text in our log.
    private static string Describe(string? value)
    {
        if (value is null)
            return string.Create(CultureInfo.InvariantCulture, $"it is there more than {FoundDeadline.MaxValues} times");

        if (value.Length == 0)
            return "it is empty";

        var digitsOnly = !value.AsSpan().ContainsAnyExceptInRange('0', '9');
        if (digitsOnly && value.Length <= MaxShownDigits)
            return value;

        return string.Create(CultureInfo.InvariantCulture, $"{value.Length} characters, {(digitsOnly ? "all" : "not all")} of them digits");
    }
}
