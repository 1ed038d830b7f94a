using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Hubs;

/// <summary>What is logged of hub invocations.</summary>
internal static partial class HubLog
{
    [LoggerMessage(1, LogLevel.Debug, "The call of hub method '{Method}' was given up, its client is gone: {Reason}")]
    internal static partial void ClientGone(ILogger logger, string method, string reason);
}
