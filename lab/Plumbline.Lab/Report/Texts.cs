using System.Globalization;
using Plumbline.Lab.Experiments;

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

    /// <summary>A number in English, grouped.</summary>
    public static string Number(double value, int digits = 0) =>
        value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A share, 0 to 1, as percent.</summary>
    public static string Percent(double share) => Number(100 * share) + " %";

    /// <summary>Seconds with one digit.</summary>
    public static string Seconds(TimeSpan span) => Number(span.TotalSeconds, 1) + " s";

    /// <summary>Milliseconds below a second, seconds from there on; a dash for none.</summary>
    public static string Latency(TimeSpan? span) =>
        span is not { } value ? "-"
        : value < TimeSpan.FromSeconds(1) ? Number(value.TotalMilliseconds) + " ms"
        : Number(value.TotalSeconds, 2) + " s";
}
