using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Plumbline.RuleCost;

/// <summary>What the command line asks for.</summary>
/// <param name="Profile">The name of how much is measured.</param>
/// <param name="Lines">How many lines of code are generated, at least.</param>
/// <param name="Rounds">How often builds without and with the rules are compared, on changed sides each time.</param>
/// <param name="Seed">What the code is generated from.</param>
/// <param name="Results">The folder the page is written to; null to print it only.</param>
/// <param name="Paths">What to read reports of, instead of measuring: projects, solutions, folders.</param>
internal sealed record RuleCostOptions(string Profile, int Lines, int Rounds, int Seed, string? Results, IReadOnlyList<string> Paths)
{
    /// <summary>Whether builds with a compiler server are compared, too.</summary>
    internal bool WithServer { get; private init; } = true;

    /// <summary>Whether tokens become contexts before the rules run.</summary>
    internal bool AsContexts { get; private init; }

    /// <summary>Where the sources are written to that tokens became contexts in; null to drop them.</summary>
    internal string? Keep { get; private init; }

    /// <summary>Folders of assemblies that the sources refer to.</summary>
    internal IReadOnlyList<string> References { get; private init; } = [];

    internal const string Usage =
        """
        [--smoke | --quick | --full] [--lines N] [--rounds N] [--seed N] [--no-server] [--print | --results DIR]
            Measures what the rules add to a build of generated code; writes bench/results/rule-cost.md. --no-server leaves out the builds that share a compiler server.
        read [--as-contexts [--keep DIR]] [--references DIR]... PATH...
            Runs all rules over projects and solutions (built), or folders of sources (compiled as far as they can be), and prints each report with its line.
            Of folders: --as-contexts turns tokens into contexts first, and --keep writes what came of it; --references says where the assemblies are that they need.
        """;

    internal static bool TryParse(string[] args, [NotNullWhen(true)] out RuleCostOptions? options, [NotNullWhen(false)] out string? complaint)
    {
        options = new("full", 100_000, 6, 1, ResultsFolder.Find(), []);
        complaint = null;
        if (args is ["read", .. var asked])
        {
            options = Reading(options, asked);
            complaint = options.Paths.Count == 0 ? "read needs at least one path." : options.Paths.Concat(options.References).FirstOrDefault(static path => !Path.Exists(path)) is { } missing ? $"There is no '{missing}'." : null;
            return complaint is null;
        }

        for (var i = 0; i < args.Length && complaint is null; i++)
        {
            options = args[i] switch
            {
                "--smoke" => options with { Profile = "smoke", Lines = 5_000, Rounds = 1 },
                "--quick" => options with { Profile = "quick", Rounds = 2 },
                "--full" => options,
                "--print" => options with { Results = null },
                "--no-server" => options with { WithServer = false },
                "--results" when i + 1 < args.Length => options with { Results = args[++i] },
                "--lines" when Number(args, ++i) is { } lines => options with { Lines = lines },
                "--rounds" when Number(args, ++i) is { } rounds => options with { Rounds = rounds },
                "--seed" when Number(args, ++i) is { } seed => options with { Seed = seed },
                _ => Complain(options, args[Math.Min(i, args.Length - 1)], out complaint),
            };
        }

        return complaint is null;
    }

    private static RuleCostOptions Reading(RuleCostOptions options, string[] asked)
    {
        for (var i = 0; i < asked.Length; i++)
        {
            options = asked[i] switch
            {
                "--as-contexts" => options with { AsContexts = true },
                "--keep" when i + 1 < asked.Length => options with { Keep = asked[++i] },
                "--references" when i + 1 < asked.Length => options with { References = [.. options.References, asked[++i]] },
                var path => options with { Paths = [.. options.Paths, path] },
            };
        }

        return options;
    }

    private static int? Number(string[] args, int at) =>
        at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static RuleCostOptions Complain(RuleCostOptions options, string argument, out string complaint)
    {
        complaint = $"'{argument}' is not known, or lacks a number above zero.";
        return options;
    }
}
