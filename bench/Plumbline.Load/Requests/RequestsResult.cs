using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Requests;

/// <summary>All rounds with one protocol.</summary>
/// <param name="Protocol">Which.</param>
/// <param name="Rounds">The samples of each round, in the order of <see cref="Variants.All"/>.</param>
internal sealed record RequestsResult(Protocol Protocol, IReadOnlyList<RequestSample[]> Rounds)
{
    /// <summary>A number of one server, over all rounds.</summary>
    internal Distribution Of(ServerVariant variant, Func<RequestSample, double> number)
    {
        var index = IndexOf(variant);
        return new Distribution(Rounds.Select(round => number(round[index])));
    }

    /// <summary>A number of one server and the same of another, put together round by round.</summary>
    internal Distribution Pairs(ServerVariant variant, ServerVariant other, Func<RequestSample, double> number, Func<double, double, double> combine)
    {
        var index = IndexOf(variant);
        var otherIndex = IndexOf(other);
        return new Distribution(Rounds.Select(round => combine(number(round[index]), number(round[otherIndex]))));
    }

    internal Distribution RateAgainst(ServerVariant variant, ServerVariant other) =>
        Pairs(variant, other, static sample => sample.PerSecond, static (one, two) => one / two);

    internal Distribution BytesOver(ServerVariant variant, ServerVariant other) =>
        Pairs(variant, other, static sample => sample.Bytes, static (one, two) => one - two);

    private static int IndexOf(ServerVariant variant) => Variants.All.ToList().IndexOf(variant);
}
