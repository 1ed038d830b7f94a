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
        var processor = new Distribution(cost.Without.Select(static run => run.Processor.TotalSeconds));
        return $"""
            # What do the rules add to a build?

            A generated solution of {cost.Lines.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ')} lines in four projects (seed {options.Seed}), a third of its files with contexts in them: `dotnet build --no-incremental` without and with the rules, in turn, each in new processes, one project
            after another, {options.Rounds} rounds. Beside them run the rules that the SDK brings, as in any build; suggestions are for the IDE, the command line's compiler leaves them out. In a third build of each round
            all rules are warnings, and the compiler reports the time of each (`ReportAnalyzer`): on all threads together, by the clock, in parts of the round's build without rules; the first call of a rule, with its
            compilation, is in it. Ours run behind those of the SDK, as a package's do, so that what the compiler looks up once is paid by others. The rules reported {cost.Reports} times.

            {PageTable.Of(Findings(cost, processor)).ToMarkdown()}
            """;
    }

    private static IEnumerable<Finding> Findings(Cost cost, Distribution processor)
    {
        var aim = Aim.AtMost(1 + AllowedInAll, null);
        yield return Ratio("time, from start to end", cost, static run => run.Time, aim);
        if (processor.Median > 0)
        {
            yield return Ratio("processor time", cost, static run => run.Processor, aim);
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

    private static Finding Ratio(string what, Cost cost, Func<Run, TimeSpan> time, Aim aim)
    {
        var ratios = new Distribution(cost.Without.Zip(cost.With, (without, with) => time(with) / time(without)));
        var base_ = new Distribution(cost.Without.Select(run => time(run).TotalSeconds));
        return new(
            what + ", with the rules against without",
            ratios.Median,
            $"{ratios.Median:0.000} ({ratios.Lowest:0.000}–{ratios.Highest:0.000})",
            aim,
            $"without: {base_.Median:0.0} s ({base_.Lowest:0.0}–{base_.Highest:0.0})");
    }
}
