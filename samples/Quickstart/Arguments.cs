using System.Globalization;

namespace Quickstart;

/// <summary>The command line: <c>--timeout 500ms|10s|1m</c> and <c>--url http://host/path</c>.</summary>
internal sealed record Arguments(TimeSpan Timeout, Uri? Url)
{
    /// <summary>Null, and what is wrong, when something in it cannot be understood.</summary>
    public static Arguments? Parse(string[] args, out string error)
    {
        error = "";
        var parsed = new Arguments(TimeSpan.FromSeconds(2), Url: null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--timeout" && ParseDuration(value) is { } timeout)
            {
                parsed = parsed with { Timeout = timeout };
            }
            else if (args[i] == "--url" && Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                parsed = parsed with { Url = url };
            }
            else
            {
                error = args[i] switch
                {
                    "--timeout" => $"--timeout '{value}' must be a number and a unit, as in 500ms, 10s or 1.5m, and no more than {TimeSpan.MaxValue.Days} days.",
                    "--url" => $"--url '{value}' must be a whole address, as in http://host/path.",
                    _ => $"'{args[i]}' is none of --timeout and --url.",
                };
                return null;
            }
        }

        return parsed;
    }

    private static TimeSpan? ParseDuration(string text)
    {
        var suffix = text.TrimStart("0123456789.".ToCharArray());
        TimeSpan? unit = suffix switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            _ => null,
        };
        if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), CultureInfo.InvariantCulture, out var number))
            return null;

        return number < TimeSpan.MaxValue / unit ? number * unit : null;
    }
}
