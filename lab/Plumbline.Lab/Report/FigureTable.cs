using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;
using Spectre.Console;

namespace Plumbline.Lab.Report;

/// <summary>The figures as a table: a row a figure, a column a run.</summary>
internal static class FigureTable
{
    /// <summary>Builds it.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="runs">The figures of each run, in the order of the columns.</param>
    public static Table Build(Plan plan, IReadOnlyList<RunFigures> runs)
    {
        var table = new Table().AddColumn(string.Empty);
        foreach (var run in runs)
        {
            table.AddColumn(new TableColumn(run.Variant.Name()).RightAligned());
        }

        foreach (var (label, cell) in Rows(plan))
        {
            table.AddRow([label, .. runs.Select(cell)]);
        }

        return table.Caption("The left column is a service without any timeout. A tuned timeout with a limit is a stronger rival, not measured yet.");
    }

    private static IEnumerable<(string Label, Func<RunFigures, string> Cell)> Rows(Plan plan)
    {
        foreach (var page in Enum.GetValues<Page>())
        {
            foreach (var phase in RunFigures.Phases)
            {
                yield return ($"{page.Path()} goodput, {phase.Name()}", run => Goodput(run.Pages[(page, phase)]));
            }

            yield return ($"{page.Path()} p99 of these, before / fault / after", run => string.Join(
                " / ", RunFigures.Phases.Select(phase => Texts.Latency(run.Pages[(page, phase)].P99))));
        }

        yield return ("upstream: items started", run => Texts.Number(run.Upstream.Started));
        yield return ("  for people who had left", run => Part(run.Upstream.StartedForNobody, run.Upstream.Started));
        yield return ("upstream: items finished", run => Texts.Number(run.Upstream.Finished));
        yield return ("  for people who had left", run => Part(run.Upstream.FinishedForNobody, run.Upstream.Finished));
        yield return ("upstream: worker time", run => Texts.Seconds(run.Upstream.WorkerTime));
        yield return ("  after the person had left", run => Part(run.Upstream.WorkerTimeForNobody, run.Upstream.WorkerTime));
        yield return ("peak in flight, edge", run => Texts.Number(run.PeakEdge));
        yield return ("peak in flight, upstream", run => Texts.Number(run.PeakUpstream));
        yield return ("clicks for each person", run => Texts.Number(run.ClicksPerPerson, 2));
        yield return ("time to recover", run => run.Recovery is { } recovery
            ? Texts.Seconds(recovery)
            : $"not in {plan.After.TotalSeconds} s");
    }

    private static string Goodput(PageFigures page) =>
        $"{Texts.Number(page.PerSecond, 1)}/s ({Texts.Percent(page.ShareOfPeople)})";

    private static string Part(int part, int whole) =>
        $"{Texts.Number(part)} ({Texts.Percent(whole == 0 ? 0 : (double)part / whole)})";

    private static string Part(TimeSpan part, TimeSpan whole) =>
        $"{Texts.Seconds(part)} ({Texts.Percent(whole == TimeSpan.Zero ? 0 : part / whole)})";
}
