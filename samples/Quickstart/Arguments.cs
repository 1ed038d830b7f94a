using System.Globalization;

namespace Quickstart;

/// <summary>The command line: <c>--timeout 500ms|10s|1m</c> and <c>--url http://host/path</c>.</summary>
internal sealed record Arguments(TimeSpan Timeout, Uri? Url)
{
    /// <summary>Null when something in it cannot be understood.</summary>
    public static Arguments? Parse(string[] args)
    {
        var parsed = new Arguments(TimeSpan.FromSeconds(2), Url: null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--timeout" && ParseDuration(value) is { } timeout)
                parsed = parsed with { Timeout = timeout };
            else if (args[i] == "--url" && Uri.TryCreate(value, UriKind.Absolute, out var url))
                parsed = parsed with { Url = url };
            else
                return null;
        }

        return parsed;
    }

    private static TimeSpan? ParseDuration(string text)
    {
        var unit = text.TrimStart("0123456789.".ToCharArray());
        if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture, out var number))
            return null;

        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => null,
        };
    }
}
