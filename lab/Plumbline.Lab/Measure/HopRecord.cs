namespace Plumbline.Lab.Measure;

/// <summary>What became of one request at one service. Moments are those of <see cref="MachineClock"/>.</summary>
/// <param name="Hop">The service.</param>
/// <param name="Click">The click that the request was made for.</param>
/// <param name="Arrived">When it came in.</param>
/// <param name="Started">When it got its slot or worker; null when it never did.</param>
/// <param name="Ended">When its handler was over; null when it was still at it at the end of the run.</param>
/// <param name="Finished">All of its work was done, and its answer handed over.</param>
/// <param name="Outcome">Why it was not finished, where the service knows: one of <see cref="HopOutcome"/>; null otherwise.</param>
internal sealed record HopRecord(
    Hop Hop, int Click, TimeSpan Arrived, TimeSpan? Started, TimeSpan? Ended, bool Finished, string? Outcome)
{
    /// <summary>The record when its process ended: nothing goes on after that, and nothing is held.</summary>
    /// <param name="moment">When the process had ended.</param>
    public HopRecord AtEndOfProcess(TimeSpan moment) => Ended is null ? this with { Ended = moment, Outcome = HopOutcome.Stopping } : this;
}
