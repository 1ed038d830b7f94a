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
            CallbackFailed(place, exception.GetType().FullName ?? exception.GetType().Name, exception.ToString());
        }
    }

    [Event(CallbackFailedId, Level = EventLevel.Error, Message = "A callback of the context made in {0} threw {1}.")]
    private void CallbackFailed(string place, string exceptionType, string exception) =>
        WriteEvent(CallbackFailedId, place, exceptionType, exception);
}
