using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Measure;

/// <summary>What the cells of one candidate say about one fault, over all seeds.</summary>
/// <param name="HomeInFault">Goodput of <c>/home</c> in the fault, as a share of the fault-free one.</param>
/// <param name="Recovery">Seconds from the end of the fault to being normal; null for never.</param>
/// <param name="Watched">So long after the fault it could have been normal again, in the run that was watched the shortest.</param>
/// <param name="ForNobody">The part of the upstream's worker time that was spent after the person had left, 0 to 1.</param>
/// <param name="StartedLongAfter">Items started more than 5 ms after the person had left.</param>
internal sealed record Verdict(Spread HomeInFault, Spread Recovery, TimeSpan Watched, Spread ForNobody, Spread StartedLongAfter)
{
    /// <summary>From this share on, in every seed, a service counts as staying up.</summary>
    public const double UpFrom = 0.99;

    /// <summary>Below this share, in every seed, it counts as down.</summary>
    public const double DownBelow = 0.5;

    /// <summary><c>/home</c> was as good as without a fault, in every seed.</summary>
    public bool StaysUp => HomeInFault.Least >= UpFrom;

    /// <summary>Most people were not answered, in every seed.</summary>
    public bool IsDown => HomeInFault.Most < DownBelow;

    /// <summary>It did not recover in at least one seed.</summary>
    public bool MayNeverRecover => Recovery.Most is null;

    /// <summary>Judges the cells, one or more, of one candidate and one fault.</summary>
    public static Verdict Of(IReadOnlyList<CellResult> cells) => new(
        Spread.Of(cells.Select(static cell => (double?)cell.Of(Page.Home, Phase.Fault).ShareOfFaultFree)),
        Spread.Of(cells.Select(static cell => cell.Recovery.Time?.TotalSeconds)),
        cells.Min(static cell => cell.Recovery.Watched),
        Spread.Of(cells.Select(static cell => (double?)cell.Upstream.BusyForNobodyShare)),
        Spread.Of(cells.Select(static cell => (double?)cell.Upstream.StartedLongAfter)));
}
