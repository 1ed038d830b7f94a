namespace Plumbline.AspNetCore;

/// <summary>Which request headers may carry the caller's deadline.</summary>
/// <remarks>If a request has several of the enabled ones, the one that leaves the least time counts.</remarks>
[Flags]
public enum IncomingDeadlineHeaders
{
    /// <summary>No header is read; the default value.</summary>
    None = 0,

    /// <summary>
    /// Milliseconds, in <c>Context-TTL-Ms</c> or in what <see cref="IncomingDeadlineOptions.HeaderName"/> says. Not read of gRPC and Connect requests, which
    /// have a header of their own.
    /// </summary>
    ContextTtl = 1,

    /// <summary><c>grpc-timeout</c>, up to eight digits and a unit, of requests with a gRPC content type and of no others.</summary>
    Grpc = 2,

    /// <summary><c>connect-timeout-ms</c>, milliseconds, of requests in the Connect protocol and of no others.</summary>
    Connect = 4,

    /// <summary>
    /// <c>x-envoy-expected-rq-timeout-ms</c>, milliseconds, as Envoy tells its upstream. Only where every request comes through an Envoy that removes
    /// what the outside world sent under this name.
    /// </summary>
    EnvoyExpected = 8,

    /// <summary><c>x-request-deadline</c> as Misk writes it: whole seconds (<c>15</c>) or an ISO 8601 duration (<c>PT1M2.5S</c>). Others use the same name for other things.</summary>
    MiskRequestDeadline = 16,

    /// <summary><c>X-YaTaxi-Client-TimeoutMs</c>, milliseconds, as userver writes it.</summary>
    UserverClientTimeout = 32,

    /// <summary><see cref="ContextTtl"/>, <see cref="Grpc"/> and <see cref="Connect"/>: what is read unless something else is asked for.</summary>
    Default = ContextTtl | Grpc | Connect,
}
