using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services;

/// <summary>Writes down what becomes of one call. Used by one request; read by the log.</summary>
internal sealed class WorkItem(int click, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private WorkRecord _record = new(click, clock.Now(), Started: null, Ended: null, Finished: false);

    /// <summary>What is known so far.</summary>
    public WorkRecord Record
    {
        get
        {
            lock (_gate)
            {
                return _record;
            }
        }
    }

    /// <summary>A worker has taken it up.</summary>
    public void Start() => Change(record => record with { Started = clock.Now() });

    /// <summary>The worker has done all of it.</summary>
    public void Finish() => Change(record => record with { Ended = clock.Now(), Finished = true });

    /// <summary>The call is over: a worker that was at it and has not finished was stopped.</summary>
    public void Dispose() => Change(
        record => record is { Started: not null, Ended: null } ? record with { Ended = clock.Now() } : record);

    private void Change(Func<WorkRecord, WorkRecord> change)
    {
        lock (_gate)
        {
            _record = change(_record);
        }
    }
}
