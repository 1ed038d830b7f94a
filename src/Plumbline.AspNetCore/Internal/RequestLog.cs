using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Internal;

/// <summary>What the middleware logs. The end of a context is no error of the server's.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(1, LogLevel.Information, "The request was answered with 504: {Reason}")]
    internal static partial void TimedOut(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Debug, "The request was given up, its client is gone: {Reason}")]
    internal static partial void ClientGone(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Information, "The response had started and was aborted: {Reason}")]
    internal static partial void Aborted(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The context timeout of endpoint '{Endpoint}' was not applied: app.UsePlumbline() must come after app.UseRouting().")]
    internal static partial void TimeoutNotApplied(ILogger logger, string? endpoint);
}
