using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>What is logged about deadline headers.</summary>
internal static partial class IncomingLog
{
    [LoggerMessage(20, LogLevel.Warning, "The deadline header {Header} of a request cannot be read: {Value}. Since the last message of this kind, {Suppressed} more were not logged.")]
    internal static partial void Invalid(ILogger logger, string header, string value, long suppressed);
}
