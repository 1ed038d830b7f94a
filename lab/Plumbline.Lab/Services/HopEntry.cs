using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Services;

/// <summary>Writes down what becomes of one request. Used by that request; read by the log.</summary>
internal sealed class HopEntry(Hop hop, int click, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private HopRecord _record = new(hop, click, clock.Now(), Started: null, Ended: null, Finished: false, Outcome: null);

    /// <summary>What is known so far.</summary>
    public HopRecord Record
    {
        get
        {
            lock (_gate)
            {
                return _record;
            }
        }
    }

    /// <summary>It has its slot or worker.</summary>
    public void Start() => Change(record => record with { Started = clock.Now() });

    /// <summary>All of its work is done. For a worker this is when it is free for the next; the answer may still be under way.</summary>
    public void Finish() => Change(record => record with { Ended = clock.Now(), Finished = true });

    /// <summary>Its handler is over. What was not finished until now never is.</summary>
    /// <param name="outcome">Why it was not finished; ignored when it was.</param>
    public void End(string? outcome) => Change(
        record => record.Finished ? record : record with { Ended = clock.Now(), Outcome = outcome });

    private void Change(Func<HopRecord, HopRecord> change)
    {
        lock (_gate)
        {
            _record = change(_record);
        }
    }
}
