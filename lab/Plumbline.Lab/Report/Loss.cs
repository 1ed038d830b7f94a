using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>A figure in which a rival is better than a candidate of ours.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Ours">Our candidate.</param>
/// <param name="Rival">The rival.</param>
/// <param name="Figure">The figure.</param>
/// <param name="OursSpread">Ours.</param>
/// <param name="RivalSpread">The rival's.</param>
internal sealed record Loss(string Fault, string Ours, string Rival, Figure Figure, Spread OursSpread, Spread RivalSpread)
{
    private const double Noticeable = 0.05;

    /// <summary>
    /// Finds every one that is no noise: no seed turns the order round, and the medians are at least 5 % apart. The rivals are those
    /// of the same upstream; a rival that is down is left out where ours is not, as a service that answers nobody is quick and cheap.
    /// </summary>
    public static IReadOnlyList<Loss> In(IReadOnlyList<Summary> summaries) =>
    [
        .. from ours in summaries
           where ours.Candidate is ['C' or 'D', ..]
           from rival in summaries
           where rival.Fault == ours.Fault && rival.Candidate is not ['C' or 'D', ..]
           where rival.Candidate.EndsWith('-') == ours.Candidate.EndsWith('-') && (!rival.Verdict.IsDown || ours.Verdict.IsDown)
           from figure in Figures.All
           let mine = figure.Over(ours.Cells)
           let theirs = figure.Over(rival.Cells)
           where !(figure.NoneIsNothing && (mine.Median is null || theirs.Median is null))
           where IsBetter(figure, theirs, mine) && figure.Median(theirs) != figure.Median(mine)
           select new Loss(ours.Fault, ours.Candidate, rival.Candidate, figure, mine, theirs),
    ];

    private static bool IsBetter(Figure figure, Spread rival, Spread ours) => figure.Better switch
    {
        Preference.Less => rival.IsBelow(ours) && IsNoticeable(rival.Median, ours.Median),
        Preference.More => ours.IsBelow(rival) && IsNoticeable(ours.Median, rival.Median),
        _ => false,
    };

    private static bool IsNoticeable(double? low, double? high) => high is null || high - low > Noticeable * high;
}
