namespace Plumbline.Lab.Measure;

/// <summary>What the upstream did for one call. Moments are those of <see cref="MachineClock"/>.</summary>
/// <param name="Click">The click that the call was made for.</param>
/// <param name="Arrived">When the call came in.</param>
/// <param name="Started">When a worker took it up; null when none did.</param>
/// <param name="Ended">When the worker was free again; null when it was still at it at the end of the run.</param>
/// <param name="Finished">The worker did all of it, and was not stopped.</param>
internal sealed record WorkRecord(int Click, TimeSpan Arrived, TimeSpan? Started, TimeSpan? Ended, bool Finished);
