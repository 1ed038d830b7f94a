using System.Globalization;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>The words and number formats that all reports share.</summary>
internal static class Texts
{
    /// <summary>The page's path.</summary>
    public static string Path(this Page page) => page == Page.Home ? "/home" : "/report";

    /// <summary>What a phase is called.</summary>
    public static string Name(this Phase phase) => phase switch
    {
        Phase.WarmUp => "warm-up",
        Phase.Before => "before",
        Phase.Fault => "fault",
        _ => "after",
    };

    /// <summary>What a tier is called.</summary>
    public static string Name(this Hop hop) => hop switch
    {
        Hop.Edge => "edge",
        Hop.Mid => "mid",
        _ => "the upstream",
    };

    /// <summary>A number in English, grouped.</summary>
    public static string Number(double value, int digits = 0) =>
        value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A whole number, or a median that lies between two.</summary>
    public static string Count(double value) => Number(value, value == Math.Floor(value) ? 0 : 1);

    /// <summary>A number with one digit.</summary>
    public static string Tenths(double value) => Number(value, value < 100 ? 1 : 0);

    /// <summary>A number with two digits.</summary>
    public static string Ratio(double value) => Number(value, 2);

    /// <summary>A share, 0 to 1, as percent.</summary>
    public static string Percent(double share) => Number(100 * share) + " %";

    /// <summary>A share, 0 to 1, as percent with one digit.</summary>
    public static string Percent1(double share) => Number(100 * share, 1) + " %";

    /// <summary>Seconds with one digit.</summary>
    public static string Seconds(TimeSpan span) => Seconds(span.TotalSeconds);

    /// <summary>Seconds with one digit, whole ones from a thousand on.</summary>
    public static string Seconds(double seconds) => Number(seconds, seconds < 1000 ? 1 : 0) + " s";

    /// <summary>Milliseconds below a second, seconds from there on; a dash for none.</summary>
    public static string Latency(TimeSpan? span) => span is { } value ? Latency(value.TotalSeconds) : "–";

    /// <summary>Milliseconds below a second, with a digit below ten of them, seconds from there on.</summary>
    public static string Latency(double seconds) =>
        seconds < 0.00995 ? Number(seconds * 1000, seconds < 0.000995 ? 2 : 1) + " ms"
        : seconds < 0.9995 ? Number(seconds * 1000) + " ms"
        : Number(seconds, 2) + " s";

    /// <summary>Bytes, in the unit that fits.</summary>
    public static string Bytes(double bytes) =>
        bytes < 10_000 ? Number(bytes) + " B"
        : bytes < 10_000_000 ? Number(bytes / 1_000) + " kB"
        : Number(bytes / 1_000_000) + " MB";

    /// <summary>A rough length of time, in the unit that people would use.</summary>
    public static string Span(TimeSpan span) =>
        span < TimeSpan.FromMinutes(2) ? Number(Math.Ceiling(span.TotalSeconds)) + " s"
        : span < TimeSpan.FromHours(2) ? Number(span.TotalMinutes) + " min"
        : Number(span.TotalHours, 1) + " h";
}
