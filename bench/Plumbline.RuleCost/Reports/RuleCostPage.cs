using System.Globalization;
using Plumbline.RuleCost.Builds;

namespace Plumbline.RuleCost.Reports;

/// <summary>The page of what the rules cost a build.</summary>
internal static class RuleCostPage
{
    // In parts of the build without the rules.
    private const double AllowedInAll = 0.03;
    private const double AllowedForOne = 0.01;

    internal static string ToMarkdown(Cost cost, RuleCostOptions options)
    {
        return $"""
            # What do the rules add to a build?

            A generated solution of {cost.Lines.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ')} lines in four projects (seed {options.Seed}), a third of its files with contexts in them: `dotnet build --no-incremental`, each in new processes, one project after another, {cost.Rounds.Count} rounds of
            three builds: twice without the rules and once with them, in an order that changes. A ratio is that of a round: with the rules against the mean of the two without. The second row of each is the
            two without against one another: what such a measurement cannot tell. Beside our rules run those that the SDK brings, as in any build; suggestions are for the IDE, the command line's compiler leaves them out.

            The share of a rule comes from {cost.Shares[0].Times.Count} more builds, in which each is an analyzer of its own and a warning, and the compiler reports their times (`ReportAnalyzer`): on all threads together, by the clock, in parts of a build
            without rules; the first call of a rule, with its compilation, is in it. Ours run behind those of the SDK, as a package's do, so that what the compiler looks up once is paid by others. The rules reported {cost.Reports} times.

            {PageTable.Of(Findings(cost)).ToMarkdown()}
            """;
    }

    private static IEnumerable<Finding> Findings(Cost cost)
    {
        var (time, noise) = Ratios("time, from start to end", cost, static run => run.Time);
        yield return time;
        yield return noise;
        if (cost.Rounds[0].Without.Processor > TimeSpan.Zero)
        {
            (time, noise) = Ratios("processor time", cost, static run => run.Processor);
            yield return time;
            yield return noise;
        }

        foreach (var share in cost.Shares)
        {
            yield return new(
                $"{share.Rule} alone, percent",
                share.Parts.Median * 100,
                $"{share.Parts.Median * 100:0.00} ({share.Parts.Lowest * 100:0.00}–{share.Parts.Highest * 100:0.00})",
                Aim.AtMost(AllowedForOne * 100, null),
                $"{share.Times.Median * 1000:0} ms");
        }
    }

    private static (Finding Rules, Finding Noise) Ratios(string what, Cost cost, Func<Run, TimeSpan> time)
    {
        var bare = new Distribution(cost.Rounds.Select(round => round.Bare(time)));
        return (
            Ratio($"{what}, with the rules against without", [.. cost.Rounds.Select(round => time(round.With).TotalSeconds / round.Bare(time))], Aim.AtMost(1 + AllowedInAll, null), $"without: {bare.Median:0.0} s ({bare.Lowest:0.0}–{bare.Highest:0.0})"),
            Ratio($"{what}, without against without", [.. cost.Rounds.Select(round => time(round.Again) / time(round.Without))], null, ""));
    }

    private static Finding Ratio(string what, double[] ratios, Aim? aim, string note)
    {
        var all = new Distribution(ratios);
        var mean = ratios.Average();
        var error = ratios.Length < 2 ? 0 : Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / (ratios.Length - 1) / ratios.Length);
        return new(what, all.Median, $"{all.Median:0.000} ({all.Lowest:0.000}–{all.Highest:0.000}), mean {mean:0.000} ± {error:0.000}", aim, note);
    }
}
