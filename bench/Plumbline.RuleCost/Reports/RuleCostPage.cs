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

        A generated solution of {cost.Lines.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ')} lines in four projects (seed {options.Seed}), a third of its files with contexts in them: `dotnet build --no-incremental`, each in new processes, one project after another. {cost.Rounds.Count} rounds of
        three builds, twice without the rules and once with them, in an order that changes. What the rules add is against the mean of the two without of the same round; below it stands what the second of the
        two adds to the first, which is nothing: so far off can such a measurement be. Median (lowest to highest), mean ± its standard error; the median is judged. What else runs on the machine only ever makes a
        build slower, so the fastest builds of all rounds are compared as well. Beside our rules run those that the SDK brings,
        as in any build; suggestions are for the IDE, the command line's compiler leaves them out.

        The share of a rule comes from {cost.Shares[0].Times.Count} more builds, each with one without rules before it. In them each rule is an analyzer of its own and a warning, and the compiler reports their times (`ReportAnalyzer`): on all threads together,
        by the clock, in parts of the build before; the first call of a rule, with its compilation, is in it. Ours run behind those of the SDK, as a package's do, so that what the compiler looks up once is paid by
        others. The rules reported {cost.Reports} times.

        {PageTable.Of(Findings(cost)).ToMarkdown()}
        """;

    private static IEnumerable<Finding> Findings(Cost cost)
    {
        var findings = Added("time, from start to end", cost, static run => run.Time);
        if (cost.Rounds[0].Without.Processor > TimeSpan.Zero)
        {
            findings = findings.Concat(Added("processor time", cost, static run => run.Processor));
        }

        return findings.Concat(cost.Shares.Select(static share => new Finding(
            $"{share.Rule} alone, percent",
            share.Parts.Median * 100,
            $"{share.Parts.Median * 100:0.00} ({share.Parts.Lowest * 100:0.00}–{share.Parts.Highest * 100:0.00})",
            Aim.AtMost(AllowedForOne, null),
            $"{share.Times.Median * 1000:0} ms")));
    }

    private static IEnumerable<Finding> Added(string what, Cost cost, Func<Run, TimeSpan> time)
    {
        var bare = new Distribution(cost.Rounds.Select(round => round.Bare(time)));
        yield return Percent(
            $"{what}: added by the rules, percent",
            [.. cost.Rounds.Select(round => (time(round.With).TotalSeconds / round.Bare(time)) - 1)],
            Aim.AtMost(AllowedInAll, null),
            $"without: {bare.Median:0.0} s ({bare.Lowest:0.0}–{bare.Highest:0.0})");
        yield return Lowest($"{what}: added by the rules to the fastest build, percent", cost, time, static round => round.With);
        yield return Percent(
            $"{what}: added by nothing, percent",
            [.. cost.Rounds.Select(round => (time(round.Again) / time(round.Without)) - 1)],
            Aim.Reported,
            "");
        yield return Lowest($"{what}: added by nothing to the fastest build, percent", cost, time, static round => round.Again);
    }

    // What else runs on a machine only ever makes a build slower: the fastest of many has the least of it.
    private static Finding Lowest(string what, Cost cost, Func<Run, TimeSpan> time, Func<Round, Run> which)
    {
        var without = cost.Rounds.Min(round => time(round.Without).TotalSeconds);
        var other = cost.Rounds.Min(round => time(which(round)).TotalSeconds);
        return new(what, ((other / without) - 1) * 100, $"{((other / without) - 1) * 100:0.00}", Aim.Reported, $"{other:0.0} s against {without:0.0} s");
    }

    private static Finding Percent(string what, double[] parts, Aim aim, string note)
    {
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
