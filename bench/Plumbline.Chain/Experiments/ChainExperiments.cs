namespace Plumbline.Chain.Experiments;

/// <summary>The experiments, with two chains that are alive all the time.</summary>
/// <param name="ours">With contexts.</param>
/// <param name="byHand">With tokens.</param>
/// <param name="plan">How many requests.</param>
internal sealed class ChainExperiments(ProcessChain ours, ProcessChain byHand, ChainPlan plan)
{
    // What disturbs the machine disturbs both.
    private const int Turns = 5;

    internal async Task<ChainResults> RunAsync(Context ctx)
    {
        var shrinking = new List<Observation>();
        foreach (var visits in plan.Shrinking)
        {
            await Console.Error.WriteLineAsync($"  answered, {visits.Before} ms of work before a call");
            shrinking.Add(await ours.ObserveAsync(ctx, visits));
        }

        var leaving = new List<Observation>();
        var leavingByHand = new List<Observation>();
        foreach (var visits in plan.Leaving)
        {
            await Console.Error.WriteLineAsync($"  the client leaves, {visits.AtOnce} under way");
            var (seen, seenByHand) = await LeaveAsync(ctx, visits);
            leaving.Add(seen);
            leavingByHand.Add(seenByHand);
        }

        var silent = new List<Observation>();
        var late = 0;
        foreach (var (stops, visits) in plan.Silent)
        {
            await Console.Error.WriteLineAsync($"  the client stops, {visits.AtOnce} under way");
            var seen = await StopAsync(ctx, stops, visits);
            late += stops - seen.Count;
            if (seen.Count > 0)
            {
                silent.Add(Observation.Join(seen));
            }
        }

        return new ChainResults(shrinking, leaving, leavingByHand, silent, late);
    }

    private async Task<(Observation Ours, Observation ByHand)> LeaveAsync(Context ctx, VisitPlan visits)
    {
        var part = visits with { Count = visits.Count / Turns };
        var seen = new List<Observation>();
        var seenByHand = new List<Observation>();
        for (var turn = 0; turn < Turns; turn++)
        {
            seen.Add(await ours.ObserveAsync(ctx, part));
            seenByHand.Add(await byHand.ObserveAsync(ctx, part));
        }

        return (Observation.Join(seen), Observation.Join(seenByHand));
    }

    private async Task<IReadOnlyList<Observation>> StopAsync(Context ctx, int stops, VisitPlan visits)
    {
        var seen = new List<Observation>();
        for (var i = 0; i < stops; i++)
        {
            if (await ours.ObserveSuspendedAsync(ctx, visits) is { } observation)
            {
                seen.Add(observation);
            }
        }

        return seen;
    }
}
