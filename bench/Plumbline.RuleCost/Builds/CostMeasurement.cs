using System.Globalization;
using System.Text.RegularExpressions;
using Plumbline.RuleCost.Generation;

namespace Plumbline.RuleCost.Builds;

/// <summary>Builds generated code without and with the rules, in turn.</summary>
internal static partial class CostMeasurement
{
    private const int TimedBuilds = 5;

    // Of the builds without rules (0 and 1), and of the one with them (2).
    private static readonly int[][] _orders = [[0, 2, 1], [2, 0, 1], [0, 1, 2]];

    internal static Cost Run(RuleCostOptions options)
    {
        using var solution = GeneratedSolution.Write(options.Lines, options.Seed);
        Console.WriteLine($"{solution.Lines} lines in {solution.Folder}");
        Dotnet.Run(solution.Folder, "restore");

        // The first build reads everything from the disk; it also shows that there is nothing to complain about.
        var first = Build(solution, BuildRules.None);
        if (Warning().Match(first.Output) is { Success: true } warning)
        {
            throw new InvalidOperationException($"The generated code must compile without warnings, but: {warning.Value}");
        }

        // Every order comes up equally often: a build may find something warm, or throttled, that the one before it left.
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

        var timed = Enumerable.Range(0, Math.Min(options.Rounds, TimedBuilds))
            .Select(_ => Build(solution, BuildRules.EachAlone, "-p:ReportAnalyzer=true", "-v:detailed"))
            .ToList();
        return new(solution.Lines, rounds, Shares(timed, rounds), Warning().Matches(timed[0].Output).Select(static match => match.Value).Distinct().Count());
    }

    // One project after another: the compiler itself uses all cores, and its processor time is that of processes which were waited for.
    private static Run Build(GeneratedSolution solution, BuildRules rules, params string[] more) => Dotnet.Run(
        solution.Folder,
        ["build", "--no-restore", "--no-incremental", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:{GeneratedSolution.RulesProperty}={rules}", .. more]);

    private static IReadOnlyList<RuleShare> Shares(IReadOnlyList<Run> timed, IReadOnlyList<Round> rounds)
    {
        var bare = new Distribution(rounds.Select(static round => round.Bare(static run => run.Time))).Median;
        var builds = timed.Select(static run => Times(run.Output)).ToList();
        if (ShippedRules.Ids.FirstOrDefault(rule => !builds[0].ContainsKey(rule)) is { } missing)
        {
            throw new InvalidOperationException($"The compiler told no time of {missing}: it needs a line in Plumbline.RuleCost.Rules.");
        }

        return
        [
            .. builds[0].Keys
                .Select(rule => new RuleShare(
                    rule,
                    new Distribution(builds.Select(build => build[rule])),
                    new Distribution(builds.Select(build => build[rule] / bare))))
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
