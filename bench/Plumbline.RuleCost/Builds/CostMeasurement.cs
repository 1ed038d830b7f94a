using System.Globalization;
using System.Text.RegularExpressions;
using Plumbline.RuleCost.Generation;

namespace Plumbline.RuleCost.Builds;

/// <summary>Builds generated code without and with the rules, in turn.</summary>
internal static partial class CostMeasurement
{
    private const int Shares = 5;

    // Of the builds without rules (0 and 1), and of the one with them (2). In as many rounds as there are orders, each stands at each place equally often: a build may find something
    // warm, or throttled, that the one before it left.
    private static readonly int[][] _orders = [[0, 2, 1], [2, 1, 0], [0, 1, 2], [1, 2, 0], [2, 0, 1], [1, 0, 2]];

    internal static Cost Run(RuleCostOptions options)
    {
        if (ShippedRules.Ids.Except(ShippedRules.IdsIn("Plumbline.RuleCost.Rules")).FirstOrDefault() is { } missing)
        {
            throw new InvalidOperationException($"{missing} needs a line in Plumbline.RuleCost.Rules.");
        }

        using var solution = GeneratedSolution.Write(options.Lines, options.Seed);
        Console.WriteLine($"{solution.Lines} lines in {solution.Folder}");
        Dotnet.Run(solution.Folder, "restore");

        // The first build reads everything from the disk; it also shows that there is nothing to complain about.
        var first = Build(solution, BuildRules.None);
        if (Warning().Match(first.Output) is { Success: true } warning)
        {
            throw new InvalidOperationException($"The generated code must compile without warnings, but: {warning.Value}");
        }

        List<Round> rounds = [];
        for (var number = 0; number < options.Rounds; number++)
        {
            var builds = new Run[3];
            foreach (var place in _orders[number % _orders.Length])
            {
                builds[place] = Build(solution, place == 2 ? BuildRules.Shipped : BuildRules.None);
            }

            rounds.Add(new(builds[0], builds[1], builds[2]));
            Console.WriteLine($"round {number + 1}: {string.Join(", ", builds.Select(static run => $"{run.Time.TotalSeconds:0.0} s (processor {run.Processor.TotalSeconds:0.0} s)"))}; the last with the rules");
        }

        var timed = Enumerable.Range(0, Math.Min(options.Rounds, Shares))
            .Select(_ => (Bare: Build(solution, BuildRules.None), Timed: Build(solution, BuildRules.EachAlone, "-p:ReportAnalyzer=true", "-v:detailed")))
            .ToList();
        return new(solution.Lines, rounds, SharesOf(timed), Warning().Matches(timed[0].Timed.Output).Select(static match => match.Value).Distinct().Count());
    }

    // One project after another: the compiler itself uses all cores, and its processor time is that of processes which were waited for.
    private static Run Build(GeneratedSolution solution, BuildRules rules, params string[] more) => Dotnet.Run(
        solution.Folder,
        ["build", "--no-restore", "--no-incremental", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:{GeneratedSolution.RulesProperty}={rules}", .. more]);

    private static IReadOnlyList<RuleShare> SharesOf(IReadOnlyList<(Run Bare, Run Timed)> builds)
    {
        var times = builds.Select(static build => (build.Bare.Time, Rules: Times(build.Timed.Output))).ToList();
        return
        [
            .. ShippedRules.Ids
                .Select(rule => new RuleShare(
                    rule,
                    new Distribution(times.Select(build => build.Rules[rule])),
                    new Distribution(times.Select(build => build.Rules[rule] / build.Time.TotalSeconds))))
                .OrderByDescending(static share => share.Parts.Median),
        ];
    }

    // One line for a rule and a project, as the compiler prints them: "0.123   4   Plumbline.RuleCost.Rules.TodoLeft (PLB0007)".
    private static Dictionary<string, double> Times(string output) => Share().Matches(output)
        .GroupBy(static line => line.Groups["rule"].Value, static line => double.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture))
        .ToDictionary(static rule => rule.Key, static rule => rule.Sum());

    [GeneratedRegex(@"^\s*<?\s*(?<time>\d+\.\d+)\s+<?\s*\d+\s+Plumbline\.RuleCost\.Rules\.\S+ \((?<rule>PLB\d{4})", RegexOptions.Multiline)]
    private static partial Regex Share();

    [GeneratedRegex(@"^.*: warning .*$", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
