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
        var first = Build(solution, rules: false);
        if (Warning().Match(first.Output) is { Success: true } warning)
        {
            throw new InvalidOperationException($"The generated code must compile without warnings, but: {warning.Value}");
        }

        var timed = Build(solution, rules: true, "-p:ReportAnalyzer=true", "-v:detailed");
        List<Run> without = [];
        List<Run> with = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            without.Add(Build(solution, rules: false));
            with.Add(Build(solution, rules: true));
            Console.WriteLine($"round {round + 1}: {without[^1].Time.TotalSeconds:0.0} s, {with[^1].Time.TotalSeconds:0.0} s with the rules; processor {without[^1].Processor.TotalSeconds:0.0} s, {with[^1].Processor.TotalSeconds:0.0} s");
        }

        return new(solution.Lines, without, with, timed, Shares(timed.Output), Warning().Matches(with[0].Output).Select(static match => match.Value).Distinct().Count());
    }

    // One project after another: the compiler itself uses all cores, and its processor time is that of processes which were waited for.
    private static Run Build(GeneratedSolution solution, bool rules, params string[] more) => Dotnet.Run(
        solution.Folder,
        ["build", "--no-restore", "--no-incremental", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:{GeneratedSolution.RulesProperty}={(rules ? "true" : "false")}", .. more]);

    // One line for a rule and a project, as the compiler prints them: "0.123   4   Plumbline.Analyzers.Calls.TodoLeftAnalyzer (PLB0007)".
    private static IReadOnlyList<RuleShare> Shares(string output) =>
    [
        .. Share().Matches(output)
            .GroupBy(static line => line.Groups["rule"].Value, static line => double.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture))
            .Select(static rule => new RuleShare(rule.Key, TimeSpan.FromSeconds(rule.Sum())))
            .OrderByDescending(static rule => rule.Time),
    ];

    [GeneratedRegex(@"^\s*<?\s*(?<time>\d+\.\d+)\s+<?\s*\d+\s+Plumbline\.Analyzers\.\S+ \((?<rule>PLB\d{4})", RegexOptions.Multiline)]
    private static partial Regex Share();

    [GeneratedRegex(@"^.*: warning .*$", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
