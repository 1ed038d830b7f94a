using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>What the figures mean, and what they do not show. Printed below the table and written into the JSON file.</summary>
internal static class Notes
{
    private static readonly TimeSpan _lateLoad = TimeSpan.FromMilliseconds(50);
    private const double BusyProcess = 0.7;

    /// <summary>The notes, a paragraph each.</summary>
    public static IReadOnlyList<string> For(Plan plan, IReadOnlyList<RunFigures> runs)
    {
        var notes = new List<string>
        {
            "Goodput: answers that arrived before the person left, a second. In brackets: as a share of the people who came in that "
            + "phase; it passes 100 % when people of the phase before get their answer on a later click. All runs met the same people.",
            $"/report during the fault: nobody's library can answer it while an item takes {plan.SlowWork.TotalSeconds} s and half of the "
            + $"people wait less than {plan.PatienceMedian.TotalSeconds} s. What counts is /home, which does not need the upstream, and what comes after.",
            "Had left: the click had ended for the person, by patience or by an error, before the item was started (or finished).",
            $"Recovered: the first moment after the fault from which, for {Recovery.Window.TotalSeconds} s, {Texts.Percent(Recovery.AnsweredShare)} of the clicks on each "
            + $"page are answered in time and 99 % of the answers of /home take at most {Recovery.HomeLimit.TotalMilliseconds} ms.",
            "Read with care: \"without a context\" is a service without any timeout, token or limit per dependency, as many are written. "
            + "A tuned client timeout together with a limit per dependency is a much stronger rival and saves /home too. "
            + "This first version does not measure that rival; it will be added.",
        };
        var lateness = runs.Max(static run => run.SendLateness);
        var busiest = runs.Max(static run => run.BusiestProcess);
        notes.Add(
            $"The machine: 99 % of the clicks were sent within {Texts.Latency(lateness)} of the intended moment; the busiest process "
            + $"used {Texts.Percent(busiest)} of one core on average, {Environment.ProcessorCount} cores.");
        if (lateness > _lateLoad || busiest > BusyProcess)
        {
            notes.Add("WARNING: the machine was too busy; these figures show a lack of processor time as well. Run it again on an idle machine.");
        }

        return notes;
    }
}
