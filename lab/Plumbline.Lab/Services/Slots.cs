using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services;

/// <summary>A bounded number of places, given out first come first served: a pool of workers, connections or threads.</summary>
internal sealed class Slots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Places taken.</summary>
    public Gauge Busy { get; } = new();

    /// <summary>Requests in the queue.</summary>
    public Gauge Waiting { get; } = new();

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    /// <param name="token">Leaves the queue.</param>
    public async Task<Slot> EnterAsync(CancellationToken token = default)
    {
        Waiting.Add();
        try
        {
            await _free.WaitAsync(token);
        }
        finally
        {
            Waiting.Remove();
        }

        Busy.Add();
        return new Slot(this);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>One place, until disposed.</summary>
    internal sealed class Slot(Slots owner) : IDisposable
    {
        public void Dispose()
        {
            owner.Busy.Remove();
            owner._free.Release();
        }
    }
}
