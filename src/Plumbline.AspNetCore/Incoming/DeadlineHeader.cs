using System.Diagnostics.CodeAnalysis;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>A header that may carry a deadline, and how it is written.</summary>
internal sealed class DeadlineHeader(string name, DeadlineFormat format)
{
    internal static DeadlineHeader Grpc { get; } = new("grpc-timeout", DeadlineFormat.Grpc);

    internal static DeadlineHeader Connect { get; } = new("connect-timeout-ms", DeadlineFormat.Milliseconds);

    internal static DeadlineHeader EnvoyExpected { get; } = new("x-envoy-expected-rq-timeout-ms", DeadlineFormat.Milliseconds);

    internal static DeadlineHeader MiskRequestDeadline { get; } = new("x-request-deadline", DeadlineFormat.SecondsOrIso);

    internal static DeadlineHeader UserverClientTimeout { get; } = new("X-YaTaxi-Client-TimeoutMs", DeadlineFormat.Milliseconds);

    internal string Name { get; } = name;

    /// <summary>What metrics call it: header names have no case, attributes do.</summary>
    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "Lower case is how HTTP/2 and the conventions write header names.")]
    internal string Label { get; } = name.ToLowerInvariant();

    /// <summary>Who set the deadline, for the error of a request that exceeds it.</summary>
    internal string Origin { get; } = $"the caller's {name} header";

    internal bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration) => format switch
    {
        DeadlineFormat.Grpc => HeaderDuration.TryGrpc(text, out duration),
        DeadlineFormat.SecondsOrIso => HeaderDuration.TrySecondsOrIso(text, out duration),
        _ => HeaderDuration.TryMilliseconds(text, out duration),
    };
}
