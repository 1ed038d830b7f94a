using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Plumbline.Tests.Support;

/// <summary>Listens to the core's event source, as a trace would.</summary>
internal sealed class PlumblineListener : EventListener
{
    internal ConcurrentQueue<EventWrittenEventArgs> Events { get; } = new();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Plumbline")
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) => Events.Enqueue(eventData);
}
