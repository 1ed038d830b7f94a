using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>What became of one click. Moments are those of <see cref="MachineClock"/>.</summary>
/// <param name="Click">The number that the request carried to the edge and the upstream.</param>
/// <param name="Person">Who clicked.</param>
/// <param name="Page">What was wanted.</param>
/// <param name="Intended">When the person clicked. Latency counts from here, however late the request was sent.</param>
/// <param name="Sent">When the request was really sent.</param>
/// <param name="Ended">When the answer or the error came, or the person left.</param>
/// <param name="Outcome">Which of the three it was.</param>
/// <param name="Status">The HTTP status; 0 when the connection broke or the person left.</param>
internal sealed record ClickRecord(
    int Click, int Person, Page Page, TimeSpan Intended, TimeSpan Sent, TimeSpan Ended, ClickOutcome Outcome, int Status)
{
    /// <summary>What the person waited.</summary>
    public TimeSpan Latency => Ended - Intended;
}
