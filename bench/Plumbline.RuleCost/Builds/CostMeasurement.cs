using System.Globalization;
using System.Text.RegularExpressions;
using Plumbline.RuleCost.Generation;

namespace Plumbline.RuleCost.Builds;

/// <summary>Builds generated code without and with the rules, in turn.</summary>
internal static partial class CostMeasurement
{
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

        List<Run> without = [];
        List<Run> with = [];
        List<Run> timed = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            without.Add(Build(solution, BuildRules.None));
            with.Add(Build(solution, BuildRules.Shipped));
            timed.Add(Build(solution, BuildRules.All, "-p:ReportAnalyzer=true", "-v:detailed"));
            Console.WriteLine($"round {round + 1}: {without[^1].Time.TotalSeconds:0.0} s, {with[^1].Time.TotalSeconds:0.0} s with the rules; processor {without[^1].Processor.TotalSeconds:0.0} s, {with[^1].Processor.TotalSeconds:0.0} s");
        }

        return new(solution.Lines, without, with, Shares(timed, without), Warning().Matches(timed[0].Output).Select(static match => match.Value).Distinct().Count());
    }

    // One project after another: the compiler itself uses all cores, and its processor time is that of processes which were waited for.
    private static Run Build(GeneratedSolution solution, BuildRules rules, params string[] more) => Dotnet.Run(
        solution.Folder,
        ["build", "--no-restore", "--no-incremental", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:{GeneratedSolution.RulesProperty}={rules}", .. more]);

    private static IReadOnlyList<RuleShare> Shares(IReadOnlyList<Run> timed, IReadOnlyList<Run> without)
    {
        var builds = timed.Zip(without, static (run, bare) => (bare.Time, Rules: Times(run.Output))).ToList();
        return
        [
            .. builds[0].Rules.Keys
                .Select(rule => new RuleShare(
                    rule,
                    new Distribution(builds.Select(build => build.Rules[rule])),
                    new Distribution(builds.Select(build => build.Rules[rule] / build.Time.TotalSeconds))))
                .OrderByDescending(static share => share.Parts.Median),
        ];
    }

    // One line for a rule and a project, as the compiler prints them: "0.123   4   Plumbline.Analyzers.Calls.TodoLeftRule (PLB0007)".
    private static Dictionary<string, double> Times(string output) => Share().Matches(output)
        .GroupBy(static line => line.Groups["rule"].Value, static line => double.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture))
        .ToDictionary(static rule => rule.Key, static rule => rule.Sum());

    [GeneratedRegex(@"^\s*<?\s*(?<time>\d+\.\d+)\s+<?\s*\d+\s+Plumbline\.Analyzers\.\S+ \((?<rule>PLB\d{4})", RegexOptions.Multiline)]
    private static partial Regex Share();

    [GeneratedRegex(@"^.*: warning .*$", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
