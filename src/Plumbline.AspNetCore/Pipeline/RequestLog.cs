using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>What is logged: one line for a request whose context ended early. That is no error of the server's.</summary>
/// <remarks>The reason says which budget was set where; the endpoint is its name. Nothing a caller wrote is logged.</remarks>
internal static partial class RequestLog
{
    [LoggerMessage(1, LogLevel.Information, "The request to {Endpoint} was answered with 504: {Reason}")]
    internal static partial void TimedOut(ILogger logger, string endpoint, string reason);

    [LoggerMessage(2, LogLevel.Debug, "The request to {Endpoint} was given up: {Reason}")]
    internal static partial void GivenUp(ILogger logger, string endpoint, string reason);

    [LoggerMessage(3, LogLevel.Information, "The response of {Endpoint} had started and was aborted: {Reason}")]
    internal static partial void Aborted(ILogger logger, string endpoint, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The deadline of endpoint '{Endpoint}' was not applied: app.UsePlumbline() must come after app.UseRouting().")]
    internal static partial void DeadlineNotApplied(ILogger logger, string? endpoint);

    [LoggerMessage(5, LogLevel.Information, "The request to {Endpoint} was answered with 503: {Reason}")]
    internal static partial void Stopping(ILogger logger, string endpoint, string reason);

    [LoggerMessage(6, LogLevel.Warning, "app.UseExceptionHandler() comes after app.UsePlumbline() and takes a deadline for a client that left: put it before.")]
    internal static partial void ExceptionHandlerFurtherIn(ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "The deadline of endpoint '{Endpoint}' has no effect: app.UsePlumbline() was not called.")]
    internal static partial void MiddlewareMissing(ILogger logger, string? endpoint);

    [LoggerMessage(EventId = 8, Message = "The handler of {Endpoint} returned {OverrunSeconds} s after its context had ended: {Reason}")]
    internal static partial void Overran(ILogger logger, LogLevel level, string endpoint, double overrunSeconds, string reason);

    [LoggerMessage(EventId = 9, Message = "The handler of {Endpoint} still runs, {OverrunSeconds} s after its context ended: {Reason}")]
    internal static partial void StillRuns(ILogger logger, LogLevel level, string endpoint, double overrunSeconds, string reason);

    [LoggerMessage(10, LogLevel.Debug, "The response of {Endpoint} was whole and left as it was, although its context had ended: {Reason}")]
    internal static partial void LeftAlone(ILogger logger, string endpoint, string reason);

    [LoggerMessage(11, LogLevel.Debug, "The request to {Endpoint} failed in another way after its context had ended: {Reason}")]
    internal static partial void Failed(ILogger logger, string endpoint, string reason);

    [LoggerMessage(12, LogLevel.Warning, "A request whose context had ended was answered with 499 further in, for a client that left: app.UseExceptionHandler(), or a forwarder, comes after app.UsePlumbline(). Put it before where that can be; the client is told the right status.")]
    internal static partial void TakenForGone(ILogger logger);

    [LoggerMessage(13, LogLevel.Information, "The call of {Endpoint} was answered with gRPC status {Status}: {Reason}")]
    internal static partial void GrpcEnded(ILogger logger, string endpoint, int status, string reason);
}
