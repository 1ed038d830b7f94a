using System.Globalization;
using Plumbline.RuleCost.Builds;

namespace Plumbline.RuleCost.Reports;

/// <summary>The page of what the rules cost a build.</summary>
internal static class RuleCostPage
{
    // Percent of the build without the rules.
    private const double AllowedInAll = 3;
    private const double AllowedForOne = 1;

    internal static string ToMarkdown(Cost cost, RuleCostOptions options) =>
        $"""
        # What do the rules add to a build?

        A generated solution of {cost.Lines.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ')} lines in four projects (seed {options.Seed}), a third of its files with contexts in them: `dotnet build --no-incremental`, in new processes, one project after another. Two builds run at the
        same time, one without and one with the rules, each on one half of the cores, and two more with sides changed (with a process for each project: project by project, changed as soon as one is built); their mean is one figure, and there are {cost.Comparisons[0].Rules.Count} of those for each way the compiler runs in; {cost.Comparisons[0].All.Count} with all rules, the suggestions too, as
        warnings; {cost.Comparisons[0].Noise.Count} without them on either side, which add nothing: so far off can such a measurement be. Median (lowest to highest), mean ± its standard error; the median is judged.

        {string.Join(' ', cost.Comparisons.Select(static comparison => Describe(comparison.Host)))} Beside our rules run those that the SDK brings, as in any build; suggestions are for the IDE, the command line's compiler leaves them out.

        The share of a rule comes from {cost.Shares[0].Times.Count} more builds on all cores with a compiler process for each project, each with one without rules before it. In them each rule is an analyzer of its own and a warning, and the compiler reports their times (`ReportAnalyzer`): on all
        threads together, by the clock, in parts of the processor time of the build before; the first call of a rule, with its compilation, is in it. Ours run behind those of the SDK, as a package's do, so that what the compiler looks
        up once is paid by others. The rules reported {cost.Reports} times.

        {PageTable.Of(Findings(cost)).ToMarkdown()}
        """;

    private static string Describe(CompilerHost host) => host == CompilerHost.Server
        ? "With a compiler server, as the command does it by itself: the build starts it, and all its projects share it (a later build that finds it running pays less)."
        : "With a compiler process for each project (`UseSharedCompilation=false`), each of which loads and compiles all rules anew.";

    private static IEnumerable<Finding> Findings(Cost cost)
    {
        var findings = cost.Comparisons.SelectMany(static comparison => Findings(comparison));
        return findings.Concat(cost.Shares.Select(static share => new Finding(
            $"{share.Rule} alone, percent",
            share.Parts.Median * 100,
            $"{share.Parts.Median * 100:0.00} ({share.Parts.Lowest * 100:0.00}–{share.Parts.Highest * 100:0.00})",
            Aim.AtMost(AllowedForOne, null),
            $"{share.Times.Median * 1000:0} ms")));
    }

    private static IEnumerable<Finding> Findings(Comparison comparison)
    {
        var host = comparison.Host == CompilerHost.Server ? "a compiler server" : "compiler processes";
        var findings = Added($"{host}, time from start to end", comparison, static run => run.Time);
        return comparison.Rules[0].First.Without.Processor > TimeSpan.Zero ? findings.Concat(Added($"{host}, processor time", comparison, static run => run.Processor)) : findings;
    }

    private static IEnumerable<Finding> Added(string what, Comparison comparison, Func<Run, TimeSpan> time)
    {
        var bare = new Distribution(comparison.Rules.SelectMany(pairs => new[] { time(pairs.First.Without).TotalSeconds, time(pairs.Second.Without).TotalSeconds }));
        yield return Percent($"{what}: added by the rules, percent", comparison.Rules, time, Aim.AtMost(AllowedInAll, null), $"without: {bare.Median:0.0} s ({bare.Lowest:0.0}–{bare.Highest:0.0})");
        if (comparison.All.Count > 0)
        {
            yield return Percent($"{what}: added by all rules as warnings, percent", comparison.All, time, Aim.Reported, "");
        }

        yield return Percent($"{what}: added by nothing, percent", comparison.Noise, time, Aim.Reported, "");
    }

    private static Finding Percent(string what, IReadOnlyList<SwappedPairs> pairs, Func<Run, TimeSpan> time, Aim aim, string note)
    {
        double[] parts = [.. pairs.Select(pair => pair.Ratio(time) - 1)];
        var all = new Distribution(parts);
        var shown = $"{all.Median * 100:0.00} ({all.Lowest * 100:0.00} to {all.Highest * 100:0.00})";
        if (parts.Length > 1)
        {
            var mean = parts.Average();
            var error = Math.Sqrt(parts.Sum(part => (part - mean) * (part - mean)) / (parts.Length - 1) / parts.Length);
            shown += $", {mean * 100:0.00} ± {error * 100:0.00}";
        }

        return new(what, all.Median * 100, shown, aim, note);
    }
}
