using Plumbline.Bench;
using Plumbline.Bench.Services;
using Plumbline.Chain.Findings;

namespace Plumbline.Chain.Experiments;

/// <summary>Runs all experiments with both protocols, and writes the page.</summary>
internal static class ChainRun
{
    internal static async Task RunAsync(Context ctx, RunOptions options)
    {
        var machine = MachineFacts.Read();
        var results = new ChainResults([], [], [], 0);
        foreach (var protocol in Enum.GetValues<Protocol>())
        {
            await Console.Error.WriteLineAsync($"{protocol.Title()} …");
            await using var chain = await ProcessChain.StartAsync(ctx, protocol);
            if (options.Extent != Extent.Smoke)
            {
                await ObserveAsync(ctx, chain, ChainPlan.WarmUp);
            }

            results = results.With(await ObserveAsync(ctx, chain, ChainPlan.Of(options.Extent)));
        }

        ChainPage.Show(results, machine, options);
    }

    private static async Task<ChainResults> ObserveAsync(Context ctx, ProcessChain chain, ChainPlan plan)
    {
        var shrinking = new List<Observation>();
        foreach (var visits in plan.Shrinking)
        {
            shrinking.Add(await chain.ObserveAsync(ctx, visits));
        }

        var leaving = new List<Observation>();
        foreach (var visits in plan.Leaving)
        {
            leaving.Add(await chain.ObserveAsync(ctx, visits));
        }

        var silent = new List<Observation>();
        var late = 0;
        foreach (var (stops, visits) in plan.Silent)
        {
            var seen = new List<Observation>();
            for (var i = 0; i < stops; i++)
            {
                if (await chain.ObserveSuspendedAsync(ctx, visits) is { } observation)
                {
                    seen.Add(observation);
                }
            }

            late += stops - seen.Count;
            if (seen.Count > 0)
            {
                silent.Add(Observation.Join(seen));
            }
        }

        return new ChainResults(shrinking, leaving, silent, late);
    }
}
