using System.Diagnostics.Metrics;

namespace Plumbline.Concurrency;

/// <summary>One that a counter is to count from its beginning to its end: added once if anybody listens, and taken away once if it was added.</summary>
/// <remarks>So who begins to listen in the middle never sees a number below zero. Beginning and end may race. Listeners are callers' code: no locks.</remarks>
internal struct Tally
{
    private const int Counted = 1;
    private const int Over = 2;

    private int _state;

    internal void Begin(UpDownCounter<long> counter, string? name)
    {
        if (!counter.Enabled)
        {
            return;
        }

        counter.Add(1, FlightMetrics.Tag(name));
        if (Interlocked.CompareExchange(ref _state, Counted, 0) == Over)
        {
            counter.Add(-1, FlightMetrics.Tag(name));
        }
    }

    internal void End(UpDownCounter<long> counter, string? name)
    {
        if (Interlocked.Exchange(ref _state, Over) == Counted)
        {
            counter.Add(-1, FlightMetrics.Tag(name));
        }
    }
}
