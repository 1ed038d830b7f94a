using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults.Database;
using Plumbline.Lab.Load;

namespace Plumbline.Lab.Services;

/// <summary>The work of the upstream's workers, the same for all candidates.</summary>
/// <param name="plan">How long it takes.</param>
/// <param name="clock">Measures that.</param>
/// <param name="items">Where the worker looks the item up first; null for nowhere.</param>
internal sealed class Work(Plan plan, TimeProvider clock, ItemTable? items = null)
{
    private const int DripBytes = 60;
    private static readonly TimeSpan _dripInterval = TimeSpan.FromSeconds(1);

    private volatile Pace _pace;

    /// <summary>How work is done that is taken up now. Work that is under way goes on as it began.</summary>
    public Pace Pace
    {
        get => _pace;
        set => _pace = value;
    }

    /// <summary>The longest that an item takes when all is well: what the owner of the service knows from its measurements.</summary>
    public TimeSpan Longest => plan.UpstreamWork * 1.5;

    /// <summary>Works on the item and answers with it.</summary>
    /// <param name="visit">Whose item.</param>
    /// <param name="token">Stops working. A handler that ignores that its caller has gone passes none.</param>
    public async Task DoAsync(Visit visit, CancellationToken token = default)
    {
        if (_pace == Pace.Drip)
        {
            await visit.DripAsync(DripBytes, _dripInterval, clock, token);
            return;
        }

        var item = items is null ? "an item" : await items.ReadAsync(visit.Click, token);
        await Task.Delay(For(visit.Click), clock, token);
        await visit.AnswerAsync(item, token);
    }

    /// <summary>The time for an item that is taken up now: half to one and a half times the mean, the same for a click in every run.</summary>
    public TimeSpan For(int click) => _pace switch
    {
        Pace.BlackHole => Timeout.InfiniteTimeSpan,
        Pace.Slow => plan.SlowWork,
        _ => plan.UpstreamWork * RandomStream.For(plan.Seed, click).NextBetween(0.5, 1.5),
    };
}
