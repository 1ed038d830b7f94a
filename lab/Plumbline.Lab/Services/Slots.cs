using System.Diagnostics.Metrics;

namespace Plumbline.Lab.Services;

/// <summary>A bounded number of places, given out first come first served: a pool of workers, connections or threads.</summary>
internal sealed class Slots : IDisposable
{
    /// <summary>Places taken.</summary>
    public const string BusyInstrument = "lab.slots.busy";

    /// <summary>Requests in the queue.</summary>
    public const string WaitingInstrument = "lab.slots.waiting";

    private readonly SemaphoreSlim _free;
    private readonly UpDownCounter<int> _busy;
    private readonly UpDownCounter<int> _waiting;

    /// <summary>All free.</summary>
    /// <param name="count">Places; more than zero.</param>
    /// <param name="meter">Counts what is taken and who waits.</param>
    public Slots(int count, Meter meter)
    {
        _free = new SemaphoreSlim(count, count);
        _busy = meter.CreateUpDownCounter<int>(BusyInstrument);
        _waiting = meter.CreateUpDownCounter<int>(WaitingInstrument);
    }

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    /// <param name="token">Leaves the queue.</param>
    public async Task<Slot> EnterAsync(CancellationToken token = default)
    {
        _waiting.Add(1);
        try
        {
            await _free.WaitAsync(token);
        }
        finally
        {
            _waiting.Add(-1);
        }

        _busy.Add(1);
        return new Slot(this);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>One place, until disposed.</summary>
    internal sealed class Slot(Slots owner) : IDisposable
    {
        public void Dispose()
        {
            owner._busy.Add(-1);
            owner._free.Release();
        }
    }
}
