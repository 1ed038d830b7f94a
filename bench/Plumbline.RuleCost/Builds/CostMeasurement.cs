using System.Globalization;
using System.Text.RegularExpressions;
using Plumbline.RuleCost.Generation;

namespace Plumbline.RuleCost.Builds;

/// <summary>Builds generated code without and with the rules, at the same time.</summary>
internal static partial class CostMeasurement
{
    internal static Cost Run(RuleCostOptions options)
    {
        if (ShippedRules.Ids.Except(ShippedRules.IdsIn("Plumbline.RuleCost.Rules")).FirstOrDefault() is { } missing)
        {
            throw new InvalidOperationException($"{missing} needs a line in Plumbline.RuleCost.Rules.");
        }

        using var solution = GeneratedSolution.Write(options.Lines, options.Seed);
        using var copy = GeneratedSolution.Write(options.Lines, options.Seed);
        Console.WriteLine($"{solution.Lines} lines in {solution.Folder} and {copy.Folder}");
        Dotnet.Run(solution.Folder, "restore");
        Dotnet.Run(copy.Folder, "restore");

        // The first build reads everything from the disk; it also shows that there is nothing to complain about.
        var first = Build(solution, BuildRules.None);
        if (Warning().Match(first.Output) is { Success: true } warning)
        {
            throw new InvalidOperationException($"The generated code must compile without warnings, but: {warning.Value}");
        }

        CompilerHost[] hosts = options.WithServer && CompilerServer.IsSupported ? [CompilerHost.Processes, CompilerHost.Server] : [CompilerHost.Processes];
        var comparisons = hosts.Select(host => Compare(host, solution, copy, options.Rounds)).ToList();
        var timed = Enumerable.Range(0, (options.Rounds + 1) / 2)
            .Select(_ => (Bare: Build(solution, BuildRules.None), Timed: Build(solution, BuildRules.EachAlone, "-p:ReportAnalyzer=true", "-v:detailed")))
            .ToList();
        return new(solution.Lines, comparisons, SharesOf(timed), Warning().Matches(timed[0].Timed.Output).Select(static match => match.Value).Distinct().Count());
    }

    // What a machine does from minute to minute is more than the rules do: only at the same time are two builds under the same conditions. And one half of the cores may be faster than the other, for a while:
    // so there are always two pairs, sides changed. With a process for each project they change as soon as one is built; a server stays where it is.
    private static Comparison Compare(CompilerHost host, GeneratedSolution solution, GeneratedSolution copy, int rounds)
    {
        List<SwappedPairs> rules = [];
        List<SwappedPairs> all = [];
        List<SwappedPairs> noise = [];
        for (var number = 0; number < rounds; number++)
        {
            rules.Add(BuildBoth("with the rules", BuildRules.Shipped));
            if (number % 3 == 0)
            {
                noise.Add(BuildBoth("without once more", BuildRules.None));
            }
            else if (number % 3 == 1)
            {
                all.Add(BuildBoth("with all of them as warnings", BuildRules.All));
            }
        }

        return new(host, rules, all, noise);

        SwappedPairs BuildBoth(string what, BuildRules other)
        {
            var parts = (host == CompilerHost.Processes ? GeneratedSolution.Projects : [GeneratedSolution.All])
                .Select(part => new SwappedPairs(BuildSides(part, other, isSwapped: false), BuildSides(part, other, isSwapped: true)))
                .ToList();
            var pairs = parts.Skip(1).Aggregate(parts[0], static (sum, part) => new(sum.First + part.First, sum.Second + part.Second));
            foreach (var pair in (Pair[])[pairs.First, pairs.Second])
            {
                Console.WriteLine($"{host}: {pair.Without.Time.TotalSeconds:0.0} s (processor {pair.Without.Processor.TotalSeconds:0.0} s), {what} {pair.Other.Time.TotalSeconds:0.0} s ({pair.Other.Processor.TotalSeconds:0.0} s)");
            }

            return pairs;
        }

        Pair BuildSides(string part, BuildRules other, bool isSwapped)
        {
            var (left, right) = isSwapped ? (other, BuildRules.None) : (BuildRules.None, other);
            var builds = Task.WhenAll(
                Task.Run(() => Build(solution, part, host, Dotnet.FirstHalf, left)),
                Task.Run(() => Build(copy, part, host, Dotnet.SecondHalf, right))).GetAwaiter().GetResult();
            return isSwapped ? new(builds[1], builds[0]) : new(builds[0], builds[1]);
        }
    }

    private static Run Build(GeneratedSolution solution, BuildRules rules, params string[] more) => Build(solution, GeneratedSolution.All, CompilerHost.Processes, null, rules, more);

    // One project after another, each with all the cores that there are for it.
    private static Run Build(GeneratedSolution solution, string part, CompilerHost host, string? cores, BuildRules rules, params string[] more)
    {
        var server = $"plumbline-{Guid.NewGuid():n}";
        try
        {
            var run = Dotnet.Run(
                solution.Folder,
                cores,
                [
                    "build", part, "--no-restore", "--no-incremental", "-m:1", "-nodeReuse:false", $"-p:{GeneratedSolution.RulesProperty}={rules}",
                    .. host == CompilerHost.Server ? (string[])["-p:UseSharedCompilation=true", $"-p:SharedCompilationId={server}"] : ["-p:UseSharedCompilation=false"],
                    .. more,
                ]);
            return host == CompilerHost.Processes ? run
                : CompilerServer.TryStop(server) is { } ofServer ? run with { Processor = run.Processor + ofServer }
                : throw new InvalidOperationException("The build used no compiler server.");
        }
        catch when (host == CompilerHost.Server)
        {
            // One that is left would go on for minutes, on cores that are measured.
            CompilerServer.TryStop(server);
            throw;
        }
    }

    private static IReadOnlyList<RuleShare> SharesOf(IReadOnlyList<(Run Bare, Run Timed)> builds)
    {
        // What is added up over all threads is a part of what all threads take together.
        var times = builds.Select(static build => (Time: build.Bare.Processor > TimeSpan.Zero ? build.Bare.Processor : build.Bare.Time, Rules: Times(build.Timed.Output))).ToList();
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
