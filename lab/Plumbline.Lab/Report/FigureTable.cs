using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Spectre.Console;

namespace Plumbline.Lab.Report;

/// <summary>The figures as a table: a row a figure, a column a run.</summary>
internal static class FigureTable
{
    /// <summary>Builds it from the runs that were made, in the order of the columns.</summary>
    public static Table Build(IReadOnlyList<CellFile> files)
    {
        var runs = files.Where(static file => file.Result is not null).ToArray();
        var table = new Table().AddColumn(string.Empty);
        foreach (var run in runs)
        {
            table.AddColumn(new TableColumn(run.Key.ToString()).RightAligned());
        }

        foreach (var (label, cell) in Rows())
        {
            table.AddRow([label, .. runs.Select(run => cell(run.Result!.Figures, run.Plan))]); // Those without were left out above.
        }

        return table;
    }

    private static IEnumerable<(string Label, Func<JsonRun, Plan, string> Cell)> Rows()
    {
        foreach (var page in Enum.GetValues<Page>())
        {
            foreach (var phase in RunFigures.Phases)
            {
                yield return ($"{page.Path()} goodput, {phase.Name()}", (run, _) => Goodput(Find(run, page, phase)));
            }

            yield return ($"{page.Path()} p99 of these, before / fault / after", (run, _) => string.Join(
                " / ", RunFigures.Phases.Select(phase => Find(run, page, phase).P99Seconds).Select(
                    static seconds => Texts.Latency(seconds is { } value ? TimeSpan.FromSeconds(value) : null))));
        }

        yield return ("upstream: items started", static (run, _) => Texts.Number(run.UpstreamStarted));
        yield return ("  for people who had left", static (run, _) => Part(run.UpstreamStartedForNobody, run.UpstreamStarted));
        yield return ("upstream: worker time", static (run, _) => Texts.Number(run.UpstreamWorkerSeconds, 1) + " s");
        yield return ("  after the person had left", static (run, _) => Part(run.UpstreamWorkerSecondsForNobody, run.UpstreamWorkerSeconds));
        yield return ("peak in flight, edge", static (run, _) => Texts.Number(run.PeakInFlightEdge));
        yield return ("peak in flight, upstream", static (run, _) => Texts.Number(run.PeakInFlightUpstream));
        yield return ("clicks for each person", static (run, _) => Texts.Number(run.ClicksPerPerson, 2));
        yield return ("send lateness, p99", static (run, _) => Texts.Latency(TimeSpan.FromSeconds(run.SendLatenessP99Seconds)));
        yield return ("time to recover", static (run, plan) => run.RecoverySeconds is { } recovery
            ? Texts.Number(recovery, 1) + " s"
            : $"not in {plan.After.TotalSeconds} s");
    }

    private static JsonPage Find(JsonRun run, Page page, Phase phase) =>
        run.Pages.Single(one => one.Page == page.Path() && one.Phase == phase);

    private static string Goodput(JsonPage page) => $"{Texts.Number(page.GoodputPerSecond, 1)}/s ({Texts.Percent(page.ShareOfPeople)})";

    private static string Part(double part, double whole) =>
        $"{Texts.Number(part, 1)} ({Texts.Percent(whole == 0 ? 0 : part / whole)})";
}
