using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Plumbline.RuleCost.Builds;

/// <summary>Runs the SDK's command, with no server that would keep something from one run to the next.</summary>
/// <remarks>On Linux by way of a shell, which ties it to cores and tells the processor time of it and of all that it starts.</remarks>
internal static partial class Dotnet
{
    // Both to the end, then what the shell knows of its children: "1m2.345s 0m6.789s", user and system.
    private const string Shell = "\"$@\"; code=$?; times >&2; exit $code";

    /// <summary>The first half of the cores, as <c>taskset</c> takes it.</summary>
    internal static string FirstHalf { get; } = $"0-{Math.Max(0, (Environment.ProcessorCount / 2) - 1)}";

    /// <summary>The other half.</summary>
    internal static string SecondHalf { get; } = $"{Environment.ProcessorCount / 2}-{Math.Max(1, Environment.ProcessorCount / 2 * 2) - 1}";

    /// <summary>Runs it to its end, on any core.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="arguments">What of it.</param>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    internal static Run Run(string folder, params IReadOnlyList<string> arguments) => Run(folder, null, arguments);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="cores">On which cores; null for any, as where there is no <c>taskset</c>.</param>
    /// <param name="arguments">What of it.</param>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    internal static Run Run(string folder, string? cores, IReadOnlyList<string> arguments)
    {
        IReadOnlyList<string> command = ["dotnet", .. arguments];
        command = cores is not null && OperatingSystem.IsLinux() ? ["taskset", "-c", cores, .. command] : command;
        command = OperatingSystem.IsLinux() ? ["sh", "-c", Shell, "sh", .. command] : command;
        var watch = Stopwatch.StartNew();
        using var process = new Process { StartInfo = new(command[0], command.Skip(1)) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true } };
        process.StartInfo.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        process.StartInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        watch.Stop();
        var told = errors.GetAwaiter().GetResult();
        return process.ExitCode == 0
            ? new(watch.Elapsed, ProcessorTime(told), output)
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}\n{told}");
    }

    private static TimeSpan ProcessorTime(string told) => Times().Matches(told) is { Count: > 0 } lines
        ? Time(lines[^1], 1) + Time(lines[^1], 3)
        : TimeSpan.Zero;

    private static TimeSpan Time(Match line, int group) =>
        TimeSpan.FromMinutes(double.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture)) + TimeSpan.FromSeconds(double.Parse(line.Groups[group + 1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(\d+)m(\d+(?:\.\d+)?)s (\d+)m(\d+(?:\.\d+)?)s$", RegexOptions.Multiline)]
    private static partial Regex Times();
}
