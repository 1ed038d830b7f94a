using System.Diagnostics.Tracing;

namespace Plumbline;

/// <summary>The core's events for dotnet-trace, EventPipe and whoever listens in the process.</summary>
[EventSource(Name = "Plumbline")]
internal sealed class ContextEventSource : EventSource
{
    internal static readonly ContextEventSource Log = new();

    private const int CallbackFailedId = 1;

    [NonEvent]
    internal void CallbackFailed(string place, Exception exception)
    {
        if (IsEnabled(EventLevel.Error, EventKeywords.None))
        {
            CallbackFailed(place, NameOf(exception), TextOf(exception));
        }
    }

    // The exception is a caller's, its ToString too: what it throws must not keep others from being told.
    [NonEvent]
    private static string TextOf(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
#pragma warning disable CA1031 // It may throw anything.
        catch (Exception second)
#pragma warning restore CA1031
        {
            return $"({NameOf(exception)}, whose ToString threw {NameOf(second)}.)";
        }
    }

    [NonEvent]
    private static string NameOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    [Event(CallbackFailedId, Level = EventLevel.Error, Message = "A callback of the context made in {0} threw {1}.")]
    private void CallbackFailed(string place, string exceptionType, string exception) =>
        WriteEvent(CallbackFailedId, place, exceptionType, exception);
}
