namespace Plumbline.Bench.Services;

/// <summary>How the processes talk to each other.</summary>
internal enum Protocol
{
    /// <summary>A connection for each call under way.</summary>
    Http1,

    /// <summary>One connection for all calls, without TLS, and without asking for it first (h2c).</summary>
    Http2,
}
