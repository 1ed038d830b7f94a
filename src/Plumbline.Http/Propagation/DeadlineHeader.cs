using System.Globalization;
using System.Net.Http.Headers;

namespace Plumbline.Http.Internal;

/// <summary>The header that tells the next service how long its caller will wait, in milliseconds from now.</summary>
internal static class DeadlineHeader
{
    internal const string Name = "Context-TTL-Ms";

    /// <summary>For an Envoy next to the caller, which bounds all its attempts by it and takes it off.</summary>
    internal const string EnvoyName = "x-envoy-upstream-rq-timeout-ms";

    // Set by hand and replaced by a ctx-first call: rare, so not worth a field of every request.
    private static readonly HttpRequestOptionsKey<string> _replaced = new("Plumbline.ReplacedDeadline");

    private static readonly string?[] _texts = new string?[64];

    // Receivers read ten digits. A deadline further off is announced as this one, in 115 days.
    private const int MostDigits = 10;
    private const long Longest = 9_999_999_999;

    /// <returns>Whole milliseconds, rounded down; zero when that is too little to send; null without a deadline.</returns>
    internal static long? Left(TimeSpan? timeLeft, TimeSpan reserve)
    {
        if (timeLeft is not { } remaining)
            return null;

        return remaining <= reserve ? 0 : Math.Min((remaining - reserve).Ticks / TimeSpan.TicksPerMillisecond, Longest);
    }

    /// <summary>Sees to it that the header is there once and says no more than <paramref name="left"/>.</summary>
    /// <param name="headers">Of the request; what they say already stands if it is not more.</param>
    /// <param name="name">The header's name.</param>
    /// <param name="left">Whole milliseconds, at least one.</param>
    /// <param name="replaced">What was there and is no more; null for nothing.</param>
    /// <returns>What was written; null when the headers were left alone.</returns>
    internal static string? Write(HttpRequestHeaders headers, string name, long left, out string? replaced)
    {
        replaced = null;
        if (headers.NonValidated.TryGetValues(name, out var present))
        {
            var smallest = SmallestOf(present);
            if (present.Count == 1 && smallest <= left)
                return null;

            left = Math.Min(left, smallest ?? left);
            replaced = present.ToString();
            headers.Remove(name);
        }

        var text = TextOf(left);
        headers.TryAddWithoutValidation(name, text);
        return text;
    }

    /// <summary>Writes the header of a ctx-first call, and notes it for a handler that has other settings.</summary>
    /// <returns>False when too little is left to send the request at all.</returns>
    internal static bool TryWrite(HttpClient client, HttpRequestMessage request, ref CallRecord record, TimeSpan? remaining)
    {
        if (Left(remaining, TimeSpan.Zero) is not { } left)
            return true;
        if (left < 1)
            return false;

        // The client adds its default headers only where the request has none of that name.
        if (SaysNoMore(client.DefaultRequestHeaders, left) && !request.Headers.NonValidated.Contains(Name))
            return true;

        record.Written = Write(request.Headers, Name, left, out var replaced);
        if (record.Written is not null && replaced is null && client.DefaultRequestHeaders.NonValidated.TryGetValues(Name, out var byDefault))
            replaced = byDefault.ToString();
        if (replaced is not null)
        {
            record.HasReplaced = true;
            request.Options.Set(_replaced, replaced);
        }

        return true;
    }

    /// <summary>Leaves the headers as they were before a ctx-first call wrote its own.</summary>
    internal static void TakeBack(HttpRequestMessage request, IContextCarrier? carrier)
    {
        if (carrier?.Record.Written is not { } written)
            return;

        var replaced = carrier.Record.HasReplaced && request.Options.TryGetValue(_replaced, out var value) ? value : null;
        new WrittenHeader(Name, written, replaced).TakeBack(request.Headers);
    }

    // Calls under the same budget send the same few numbers over and over.
    private static string TextOf(long left)
    {
        Span<char> digits = stackalloc char[MostDigits];
        left.TryFormat(digits, out var count, provider: CultureInfo.InvariantCulture);
        ref var known = ref _texts[left % _texts.Length];
        var text = Volatile.Read(ref known);
        if (text is null || !digits[..count].SequenceEqual(text))
            Volatile.Write(ref known, text = new string(digits[..count]));

        return text;
    }

    private static bool SaysNoMore(HttpRequestHeaders headers, long left) =>
        headers.NonValidated.TryGetValues(Name, out var present) && SmallestOf(present) <= left;

    /// <returns>The smallest value that a receiver would accept; null when there is none.</returns>
    private static long? SmallestOf(HeaderStringValues values)
    {
        long? smallest = null;
        foreach (var value in values)
        {
            if (IsNumber(value)
                && long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) is > 0 and var number
                && !(smallest <= number))
            {
                smallest = number;
            }
        }

        return smallest;
    }

    private static bool IsNumber(string value) =>
        value.Length is > 0 and <= MostDigits && !value.AsSpan().ContainsAnyExceptInRange('0', '9');
}
