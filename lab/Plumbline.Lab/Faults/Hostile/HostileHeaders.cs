namespace Plumbline.Lab.Faults.Hostile;

/// <summary>Deadline headers as nobody should send them, and a few that are right but mean harm.</summary>
internal static class HostileHeaders
{
    private const string Ttl = "Context-TTL-Ms: ";

    /// <summary>Each is the header lines of one request, without their line ends.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<string>> All =
    [
        // Not a number of milliseconds.
        [Ttl],
        [Ttl + "soon"],
        [Ttl + "-1"],
        [Ttl + "-9223372036854775808"],
        [Ttl + "+5"],
        [Ttl + "1.5"],
        [Ttl + "1e9"],
        [Ttl + "0x7f"],
        [Ttl + "5 5"],
        [Ttl + "5;5"],
        [Ttl + "\u0665\u0660"],
        [Ttl + "NaN"],

        // Nothing, next to nothing, and more than anybody has.
        [Ttl + "0"],
        [Ttl + "0000000000"],
        [Ttl + "1"],
        [Ttl + "2147483648"],
        [Ttl + "4294967295"],
        [Ttl + "9999999999"],
        [Ttl + "99999999999999999999"],
        [Ttl + new string('9', 16_000)],
        [Ttl + new string('0', 16_000) + "9"],

        // More than one.
        [Ttl + "60000", Ttl + "5"],
        [Ttl + "60000,5"],
        [Ttl + "1", Ttl + "2", Ttl + "3", Ttl + "4", Ttl + "5"],
        [.. Enumerable.Range(1, 80).Select(static n => Ttl + n)],

        // Those of other protocols, with and without the content type that they belong to.
        ["grpc-timeout: 1n"],
        ["Content-Type: application/grpc", "grpc-timeout: 99999999H"],
        ["Content-Type: application/grpc", "grpc-timeout: 256204779H"],
        ["Content-Type: application/grpc", "grpc-timeout: -5S"],
        ["Content-Type: application/connect+json", "Connect-Protocol-Version: 1", "connect-timeout-ms: 99999999999"],
        ["x-envoy-expected-rq-timeout-ms: 1", "x-request-deadline: P1DT", "X-YaTaxi-Client-TimeoutMs: 1"],
    ];
}
