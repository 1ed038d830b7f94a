using Plumbline.Lab.Experiments;
using Plumbline.Lab.Load;

namespace Plumbline.Lab.Services;

/// <summary>How long one item takes the upstream: the fault switch.</summary>
internal sealed class WorkPace(Plan plan)
{
    private volatile bool _slow;

    /// <summary>Whether work that is taken up now is slow. Work that is under way keeps the time it began with.</summary>
    public bool Slow
    {
        get => _slow;
        set => _slow = value;
    }

    /// <summary>The time for an item that is taken up now: half to one and a half times the mean, the same for a click in every run.</summary>
    public TimeSpan For(int click)
    {
        var random = RandomStream.For(plan.Seed, click);
        return _slow ? plan.SlowWork : plan.UpstreamWork * random.NextBetween(0.5, 1.5);
    }
}
