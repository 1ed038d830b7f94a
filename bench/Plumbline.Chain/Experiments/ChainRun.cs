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
        var results = new ChainResults([], [], [], [], 0);
        foreach (var protocol in Enum.GetValues<Protocol>())
        {
            await Console.Error.WriteLineAsync($"{protocol.Title()} …");
            await using var ours = await ProcessChain.StartAsync(ctx, protocol, isByHand: false);
            await using var byHand = await ProcessChain.StartAsync(ctx, protocol, isByHand: true);
            if (options.Extent != Extent.Smoke)
            {
                // Those are not in all experiments, and must not be the less warm for it.
                await byHand.ObserveAsync(ctx, ChainPlan.WarmUp.Shrinking[0]);
                await new ChainExperiments(ours, byHand, ChainPlan.WarmUp).RunAsync(ctx);
            }

            results = results.With(await new ChainExperiments(ours, byHand, ChainPlan.Of(options.Extent)).RunAsync(ctx));
        }

        ChainPage.Show(results, machine, options);
    }
}
