using Plumbline.Bench.Services;

namespace Plumbline.Load.Calls;

/// <summary>How long calls are measured.</summary>
/// <param name="Rounds">How often each way of calling is measured, all in turn.</param>
/// <param name="SampleMilliseconds">How long each time, about.</param>
/// <param name="WarmUps">How often, as long, before anything counts.</param>
internal sealed record CallsPlan(int Rounds, int SampleMilliseconds, int WarmUps)
{
    internal static CallsPlan Of(Extent extent) => extent switch
    {
        Extent.Smoke => new(Rounds: 1, SampleMilliseconds: 50, WarmUps: 0),
        Extent.Quick => new(Rounds: 11, SampleMilliseconds: 150, WarmUps: 4),
        _ => new(Rounds: 21, SampleMilliseconds: 300, WarmUps: 8),
    };
}
