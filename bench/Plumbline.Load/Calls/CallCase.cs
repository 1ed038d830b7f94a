using Plumbline.Bench.Services;

namespace Plumbline.Load.Calls;

/// <summary>What is called how.</summary>
/// <param name="Protocol">What is spoken.</param>
/// <param name="IsBuffered">Whether the call returns with the body; else with the headers, and the body is read from its stream.</param>
/// <param name="AtOnce">Calls under way at a time.</param>
/// <param name="SendsHeader">Whether ours sends the deadline along.</param>
internal sealed record CallCase(Protocol Protocol, bool IsBuffered, int AtOnce, bool SendsHeader)
{
    private static readonly bool[] _both = [true, false];
    private static readonly int[] _crowds = [1, 16];

    internal string Title =>
        $"{Protocol.Title()}, {(IsBuffered ? "buffered" : "headers, then stream")}, {(AtOnce == 1 ? "one at a time" : $"{AtOnce} at once")}, "
        + (SendsHeader ? "header sent" : "header off");

    /// <summary>All cases with a protocol.</summary>
    internal static IEnumerable<CallCase> All(Protocol protocol) =>
        from sendsHeader in _both
        from isBuffered in _both
        from atOnce in _crowds
        select new CallCase(protocol, isBuffered, atOnce, sendsHeader);
}
