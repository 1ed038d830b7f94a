using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Report;

/// <summary>How the figures were made, and what could mislead: the same words on the page, in the terminal and in the document.</summary>
internal static class Reading
{
    /// <summary>What the words mean.</summary>
    public static IReadOnlyList<(string Word, string Meaning)> Words(CellResult cell) =>
    [
        ("Goodput", "Answers that arrived before the person left."),
        ("Of fault-free", "Compared with an answer for every person who came in that phase: what the same people would have got without a fault. It passes 100 % "
            + "when people who came before get their answer on a later click. The people are drawn from the seed before the run, so chance in their number "
            + "counts on neither side."),
        ("Latency", "From the intended click, however late the request was sent, to the answer; only of answers that came in time. By nearest rank."),
        ("Left", "A person has left when patience is over or an error has come. Each click carries a number to the last worker; the clients "
            + "write down when it ended, each service what it did for it, and the two are joined after the run. All processes read the same monotonic clock."),
        ("More than 5 ms after", "The news that someone has left travels through three processes. A start within 5 ms is that race, a later one is not."),
        ("Normal again", $"The first moment after the fault from which, for {Texts.Seconds(cell.Recovery.Window)}, {Texts.Percent(Recovery.AnsweredShare)} of the clicks on each page are "
            + $"answered in time and the p99 of /home is at most {Recovery.HomeFactor} times that before the fault, or {Recovery.LowestHomeLimit.TotalMilliseconds} ms where that is more."),
        ("Over seeds", "The median, and below it the smallest and the largest. A seed is other people, not another machine."),
    ];

    /// <summary>How it is done.</summary>
    public static IReadOnlyList<string> Method(Plan plan) =>
    [
        "Each cell (a fault, a candidate, a seed) has its own processes on the loopback: clients, edge, mid, upstream. /home needs 10 ms and the edge alone; /report goes through "
            + "mid to the upstream. Each tier has a bound, as real ones have: slots, connections, workers. All candidates meet the same people and the same fault, "
            + "and differ in a file or two.",
        $"Open loop: people come when the seed says ({Texts.Number(plan.PeoplePerSecond)} a second, Poisson, {Texts.Percent(plan.ReportShare)} of them for /report), whatever became of those before. Each waits for "
            + $"a time of their own (log-normal, half of them more than {plan.PatienceMedian.TotalSeconds} s), then closes the connection, and in {Texts.Percent(plan.ClickAgainChance)} of the cases clicks again after "
            + $"{plan.PauseMin.TotalSeconds} to {plan.PauseMax.TotalSeconds} s, at most {plan.MaxClicks} clicks in all. The clients use nothing of Plumbline.",
        $"{Texts.Seconds(plan.WarmUp)} of load go before the measured time, while code is being compiled; they count nowhere.",
    ];

    /// <summary>What could mislead.</summary>
    public static IReadOnlyList<string> Caveats(IReadOnlyList<CellResult> cells, int cores, int parallel)
    {
        var disturbed = cells.Count(static cell => cell.IsDisturbed);
        var lateness = cells.Max(static cell => cell.SendLateness);
        var heartbeat = cells.Max(static cell => cell.HeartbeatLateness);
        return
        [
            $"One machine with {cores} cores ran everything, clients included: {Math.Max(1, parallel) * 4} processes at a time. Latencies of a few milliseconds are scheduling as much as service. "
                + "Compare candidates with each other, not with another machine.",
            $"How busy it was: in the worst cell 99 % of the clicks were sent within {Texts.Latency(lateness)} of the intended moment, and 99 % of the orchestrator's heartbeats came within {Texts.Latency(heartbeat)}. "
                + (disturbed == 0
                    ? $"No cell was above {CellResult.LateFrom.TotalMilliseconds} ms, from where on it counts as disturbed."
                    : $"{disturbed} of {cells.Count} cells were above {CellResult.LateFrom.TotalMilliseconds} ms in one of the two and count as disturbed: they show a lack of processor time as well."),
            "A p99 is a few answers only: of 500 it is the sixth slowest. A p99 of fewer than 100 answers, or a p99.9 of fewer than 1,000, is simply the slowest one; "
                + "it is marked by how many answers it is of.",
            "The fault-free share of /home is a whole number of people: with 500 of them, one is 0.2 %.",
            "A latency says nothing of those who got no answer. A service that is down can have a good p99.",
            "\"Never\" means: not in the time that was watched.",
            "The loopback loses no packets and tells at once that a connection was closed. Where people leave without a word, or packets vanish, only a deadline helps; "
                + "there are faults for that in the catalogue.",
            "Processor time and bytes a click are of the whole services, with Kestrel and HttpClient, over a few seconds before the fault: they bound the cost of a context, they do not measure it.",
        ];
    }
}
