using Plumbline.Bench.Services;

namespace Plumbline.Load.Requests;

/// <summary>How long servers are loaded.</summary>
/// <param name="Rounds">How often each server is loaded, all in turn.</param>
/// <param name="Seconds">How long each time.</param>
/// <param name="WarmUps">How often, as long, before anything counts.</param>
internal sealed record RequestsPlan(int Rounds, int Seconds, int WarmUps)
{
    internal static RequestsPlan Of(Extent extent) => extent switch
    {
        Extent.Smoke => new(Rounds: 1, Seconds: 1, WarmUps: 0),
        Extent.Quick => new(Rounds: 10, Seconds: 1, WarmUps: 3),
        _ => new(Rounds: 20, Seconds: 2, WarmUps: 4),
    };
}
