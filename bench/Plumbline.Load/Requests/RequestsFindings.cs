using System.Globalization;
using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Requests;

/// <summary>What was aimed for, and what was measured.</summary>
internal static class RequestsFindings
{
    private static readonly Aim _noSlower = Aim.AtLeast(1, null);
    private static readonly Aim _nearBare = Aim.AtLeast(null, 0.99);

    internal static IEnumerable<Finding> Of(RequestsResult result)
    {
        yield return Rate(result, Variants.OursToken, Variants.Timeouts, _noSlower);
        yield return Rate(result, Variants.OursToken, Variants.Bare, _nearBare);
        yield return Rate(result, Variants.OursContext, Variants.Timeouts, _noSlower);
        yield return Rate(result, Variants.OursContext, Variants.Bare, _nearBare);
        yield return Bytes(result, Variants.OursToken, Variants.Bare, Aim.AtMost(400, 250, "B"));
        yield return Bytes(result, Variants.OursContext, Variants.Bare, Aim.AtMost(800, 500, "B"));
        yield return Bytes(result, Variants.OursHeader, Variants.BareHeader, null);
    }

    /// <summary>All servers side by side.</summary>
    internal static PageTable Table(RequestsResult result) => new(
        ["server", "requests/s", "against bare", "processor µs a request", "against bare", "bytes a request", "over bare"],
        [
            .. Variants.All.Select(variant => (string[])
            [
                variant.What,
                Text(result.Of(variant, static sample => sample.PerSecond), "0"),
                Text(result.RateAgainst(variant, Variants.Bare), "0.000"),
                Text(result.Of(variant, static sample => sample.ProcessorMicroseconds), "0.0"),
                Text(result.Pairs(variant, Variants.Bare, static sample => sample.ProcessorMicroseconds, static (one, bare) => one / bare), "0.000"),
                Text(result.Of(variant, static sample => sample.Bytes), "0"),
                Text(result.BytesOver(variant, Variants.Bare), "0"),
            ]),
        ]);

    private static Finding Rate(RequestsResult result, ServerVariant variant, ServerVariant other, Aim aim)
    {
        var ratios = result.RateAgainst(variant, other);
        return new Finding(
            $"{result.Protocol.Title()}: requests/s of {variant.What}, against {other.What}", ratios.Median, Text(ratios, "0.00"), aim);
    }

    private static Finding Bytes(RequestsResult result, ServerVariant variant, ServerVariant other, Aim? aim)
    {
        var bytes = result.BytesOver(variant, other);
        return new Finding($"{result.Protocol.Title()}: bytes a request of {variant.What}, over {other.What}", bytes.Median, Text(bytes, "0") + " B", aim);
    }

    /// <summary>Median and quartiles: the lowest and the highest of so many rounds are some disturbance of the machine.</summary>
    private static string Text(Distribution numbers, string format) =>
        $"{Text(numbers.Median, format)} ({Text(numbers.At(0.25), format)}–{Text(numbers.At(0.75), format)})";

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
