using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Lab.Measure;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Plumbline.Lab.Services;

/// <summary>Middleware around all that a candidate does: counts and writes down each request, and turns what was thrown into a status.</summary>
internal sealed class VisitRecorder
{
    /// <summary>Requests that have come in and whose handler has not ended.</summary>
    public const string InFlightInstrument = "lab.requests.in_flight";

    private static readonly object _thrown = new();

    private readonly UpDownCounter<int> _inFlight;
    private readonly HopLog _log;
    private readonly Slots _slots;
    private readonly int _bytes;

    /// <summary>Creates it.</summary>
    /// <param name="meter">Counts the requests in flight.</param>
    /// <param name="log">Where they are written down.</param>
    /// <param name="slots">What they wait for.</param>
    /// <param name="bytes">Answers are filled up to so many bytes.</param>
    public VisitRecorder(Meter meter, HopLog log, Slots slots, int bytes)
    {
        _inFlight = meter.CreateUpDownCounter<int>(InFlightInstrument);
        (_log, _slots, _bytes) = (log, slots, bytes);
    }

    /// <summary>The outermost: a request counts until its handler has ended, also when nobody waits for it.</summary>
    public void UseOutside(WebApplication app) => app.Use(async (http, next) =>
    {
        var entry = _log.Arrive(http.Request.Click());
        _ = new Visit(http, entry, _slots, _bytes);
        var gone = http.RequestAborted;
        _inFlight.Add(1);
        Exception? failure = null;
        try
        {
            await next(http);
        }
        catch (Exception thrown)
        {
            failure = thrown;
            if (http.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                http.Abort();
            }
            else
            {
                http.Response.StatusCode = StatusOf(thrown, gone.IsCancellationRequested);
            }
        }
        finally
        {
            _inFlight.Add(-1);
            entry.End(OutcomeOf(failure ?? http.Items[_thrown] as Exception, http.Response.StatusCode, gone.IsCancellationRequested));
        }
    });

    /// <summary>The innermost: sees what a handler threw before a middleware of the candidate made an answer of it.</summary>
    public static void UseInside(WebApplication app) => app.Use(static async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (Exception thrown)
        {
            http.Items[_thrown] = thrown;
            throw;
        }
    });

    private static int StatusOf(Exception thrown, bool clientGone) => OutcomeOf(thrown, StatusCodes.Status200OK, clientGone) switch
    {
        HopOutcome.ClientGone => StatusCodes.Status499ClientClosedRequest,
        HopOutcome.Deadline => StatusCodes.Status504GatewayTimeout,
        HopOutcome.Limit or HopOutcome.Broken or HopOutcome.NextRefused => StatusCodes.Status503ServiceUnavailable,
        HopOutcome.Refused or HopOutcome.Upstream => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <remarks>The status counts where the candidate's middleware has made one of the exception.</remarks>
    private static string? OutcomeOf(Exception? thrown, int status, bool clientGone) => (thrown, status) switch
    {
        (null, < 400) => null,
        (RateLimiterRejectedException, _) => HopOutcome.Limit,
        (BrokenCircuitException, _) => HopOutcome.Broken,
        (TimeoutRejectedException or DeadlineExceededException, _) => HopOutcome.Deadline,
        (OperationCanceledException { InnerException: TimeoutException }, _) => HopOutcome.Deadline,
        (HttpRequestException { StatusCode: HttpStatusCode.GatewayTimeout }, _) => HopOutcome.Deadline,
        (HttpRequestException { StatusCode: HttpStatusCode.ServiceUnavailable }, _) => HopOutcome.NextRefused,
        (HttpRequestException { StatusCode: not null }, _) => HopOutcome.Upstream,
        (HttpRequestException, _) => HopOutcome.Refused,
        (_, StatusCodes.Status504GatewayTimeout) => HopOutcome.Deadline,
        (_, StatusCodes.Status503ServiceUnavailable) => thrown is null ? HopOutcome.Limit : HopOutcome.Stopping,
        _ => clientGone ? HopOutcome.ClientGone : HopOutcome.Other,
    };
}
