using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>What is logged. The end of a context is no error of the server's.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(1, LogLevel.Information, "The request was answered with 504: {Reason}")]
    internal static partial void TimedOut(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Debug, "The request was given up, its client is gone: {Reason}")]
    internal static partial void ClientGone(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Information, "The response had started and was aborted: {Reason}")]
    internal static partial void Aborted(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The deadline of endpoint '{Endpoint}' was not applied: app.UsePlumbline() must come after app.UseRouting().")]
    internal static partial void DeadlineNotApplied(ILogger logger, string? endpoint);

    [LoggerMessage(5, LogLevel.Information, "The request was answered with 503: {Reason}")]
    internal static partial void Stopping(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning, "app.UseExceptionHandler() comes after app.UsePlumbline() and takes a deadline for a client that left: put it before.")]
    internal static partial void ExceptionHandlerFurtherIn(ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "The deadline of endpoint '{Endpoint}' has no effect: app.UsePlumbline() was not called.")]
    internal static partial void MiddlewareMissing(ILogger logger, string? endpoint);
}
