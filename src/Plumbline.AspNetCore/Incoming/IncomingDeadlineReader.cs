using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Plumbline.AspNetCore.Pipeline;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Reads the deadline that a caller sent along, and holds it against what the server allows.</summary>
/// <remarks>One for a pipeline, safe from any thread. Allocates nothing but what user code, a meter's listener and a log entry need.</remarks>
internal sealed class IncomingDeadlineReader
{
    // Shorter ones are honored as this long: whoever sends 1n has no time left and says so.
    private static readonly TimeSpan _floor = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _clock;
    private readonly IncomingMetrics _metrics;
    private readonly InvalidHeaderLog _log;

    private readonly IncomingDeadlineMode _mode;
    private readonly TimeSpan _maximum;
    private readonly TimeSpan _trustedMaximum;
    private readonly Func<HttpContext, bool>? _trust;
    private readonly bool _rejectInvalid;
    private readonly bool _readsGrpc;
    private readonly bool _readsConnect;
    private readonly DeadlineHeader? _plain;
    private readonly DeadlineHeader[] _presets;

    internal IncomingDeadlineReader(IncomingDeadlineOptions options, TimeProvider clock, ILogger logger, IMeterFactory? meters)
    {
        _clock = clock;
        _metrics = new IncomingMetrics(meters);
        _log = new InvalidHeaderLog(logger, clock);
        _mode = options.Mode;
        _maximum = options.Maximum;
        _trustedMaximum = options.TrustedMaximum;
        _trust = options.Trust;
        _rejectInvalid = options.RejectInvalid;
        _readsGrpc = Has(IncomingDeadlineHeaders.Grpc);
        _readsConnect = Has(IncomingDeadlineHeaders.Connect);
        _plain = Has(IncomingDeadlineHeaders.ContextTtl) ? new DeadlineHeader(options.HeaderName, DeadlineFormat.Milliseconds) : null;
        _presets =
        [
            .. If(IncomingDeadlineHeaders.EnvoyExpected, DeadlineHeader.EnvoyExpected),
            .. If(IncomingDeadlineHeaders.MiskRequestDeadline, DeadlineHeader.MiskRequestDeadline),
            .. If(IncomingDeadlineHeaders.UserverClientTimeout, DeadlineHeader.UserverClientTimeout),
        ];

        bool Has(IncomingDeadlineHeaders headers) => (options.Headers & headers) != 0;
        DeadlineHeader[] If(IncomingDeadlineHeaders headers, DeadlineHeader header) => Has(headers) ? [header] : [];
    }

    internal static IncomingDeadlineReader Create(IncomingDeadlineOptions options, TimeProvider clock, IServiceProvider services) =>
        new(options, clock, services.GetRequiredService<ILogger<IncomingDeadlineReader>>(), services.GetService<IMeterFactory>());

    /// <summary>What the headers of a request come to.</summary>
    /// <param name="httpContext">The request, before user code.</param>
    /// <param name="limit">What the endpoint allows, counted from the request's arrival; <see cref="Timeout.InfiniteTimeSpan"/> if it does not say.</param>
    /// <param name="maximum">What nobody can have more of; null for no such limit.</param>
    /// <param name="pass">Which pass of the request it is: only the first is counted, and in another one the limits begin anew and the caller's time goes on.</param>
    internal IncomingDeadline Read(HttpContext httpContext, TimeSpan limit, TimeSpan? maximum = null, RequestPass pass = default)
    {
        var found = default(FoundDeadline);
        Gather(httpContext.Request, ref found);
        if (found.InvalidHeader is { } invalid && pass.IsFirst)
        {
            _metrics.CountInvalid(invalid);
            _log.Report(invalid, found.InvalidValue);
        }

        if ((found.Header ?? found.InvalidHeader) is not { } header)
            return default;

        var judged = Judge(httpContext, new Limits(limit, maximum), pass, header, in found);
        if (pass.IsFirst)
            _metrics.Count(header, judged.Findings);
        return judged;
    }

    private void Gather(HttpRequest request, ref FoundDeadline found)
    {
        var headers = request.Headers;
        if (RequestProtocol.IsGrpc(headers.ContentType is [{ } contentType, ..] ? contentType : null))
        {
            if (_readsGrpc)
                Add(headers, DeadlineHeader.Grpc, ref found);
        }
        else
        {
            GatherPlainOrConnect(request, ref found);
        }

        foreach (var preset in _presets)
            Add(headers, preset, ref found);
    }

    private void GatherPlainOrConnect(HttpRequest request, ref FoundDeadline found)
    {
        // Most requests have neither, and are not asked for their protocol.
        var plain = _plain is null ? default : request.Headers[_plain.Name];
        var connect = _readsConnect ? request.Headers[DeadlineHeader.Connect.Name] : default;
        if (plain.Count == 0 && connect.Count == 0)
            return;

        if (RequestProtocol.IsConnect(request))
            found.Add(DeadlineHeader.Connect, connect);
        else if (_plain is not null)
            found.Add(_plain, plain);
    }

    private static void Add(IHeaderDictionary headers, DeadlineHeader header, ref FoundDeadline found)
    {
        if (headers.TryGetValue(header.Name, out StringValues values))
            found.Add(header, values);
    }

    private IncomingDeadline Judge(HttpContext httpContext, in Limits limits, RequestPass pass, DeadlineHeader header, in FoundDeadline found)
    {
        var findings = found.InvalidHeader is null ? IncomingFindings.None : IncomingFindings.Invalid;
        TimeSpan? timeout = null;
        if (found.Header is not null)
        {
            var asked = Max(found.Duration, _floor);
            var waited = RequestArrival.Charge(httpContext, _clock);
            if (pass.IsAgain)
            {
                asked -= Max(waited, pass.SinceHeard(_clock));
                waited = TimeSpan.Zero;
            }

            timeout = asked > waited ? Clip(httpContext, asked, limits, ref findings) - waited : TimeSpan.Zero;
            if (timeout <= TimeSpan.Zero)
                timeout = Expire(ref findings);
        }

        return _mode == IncomingDeadlineMode.Observe
            ? new IncomingDeadline(null, header, findings, 0)
            : new IncomingDeadline(timeout, header, findings, RefuseWith(findings));
    }

    /// <summary>Counts a request whose endpoint's limit was over before user code could start, whatever its headers said.</summary>
    internal void CountExpired() => _metrics.CountExpired();

    private TimeSpan Expire(ref IncomingFindings findings)
    {
        findings |= IncomingFindings.Expired;

        // Who refuses nothing cannot begin with a context that is done.
        return _mode == IncomingDeadlineMode.Enforce ? TimeSpan.Zero : _floor;
    }

    /// <summary>The least of what is asked for and what is allowed, both from the request's arrival; null where the endpoint's own limit is that.</summary>
    private TimeSpan? Clip(HttpContext httpContext, TimeSpan asked, in Limits limits, ref IncomingFindings findings)
    {
        if (asked > limits.Maximum)
            findings |= IncomingFindings.Clipped;

        var isLimited = limits.Endpoint != Timeout.InfiniteTimeSpan;
        var allowed = isLimited ? limits.Endpoint : _maximum;
        if (asked <= allowed)
            return asked;

        // Trust can only add: what anybody gets, the trusted get as well.
        var isTrusted = _trustedMaximum > allowed && _trust is not null && _trust(httpContext);
        if (isTrusted)
            findings |= IncomingFindings.Trusted;
        if (isTrusted && asked <= _trustedMaximum)
            return asked;

        findings |= IncomingFindings.Clipped;
        return isTrusted ? _trustedMaximum
            : isLimited ? null
            : _maximum;
    }

    private int RefuseWith(IncomingFindings findings)
    {
        if (_mode != IncomingDeadlineMode.Enforce)
            return 0;

        if (_rejectInvalid && (findings & IncomingFindings.Invalid) != 0)
            return StatusCodes.Status400BadRequest;

        return (findings & IncomingFindings.Expired) != 0 ? StatusCodes.Status504GatewayTimeout : 0;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>What a caller can have at the most: at this endpoint, unless it is trusted, and at all. Infinite, and null, for no such limit.</summary>
    private readonly record struct Limits(TimeSpan Endpoint, TimeSpan? Maximum);
}
