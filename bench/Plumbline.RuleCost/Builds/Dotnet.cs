using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plumbline.RuleCost.Builds;

/// <summary>Runs the SDK's command, with no server that would keep something from one run to the next.</summary>
internal static class Dotnet
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="arguments">What of it.</param>
    /// <exception cref="InvalidOperationException">It failed; the message is what it printed.</exception>
    internal static Run Run(string folder, params IReadOnlyList<string> arguments)
    {
        var before = ChildrenTime();
        var watch = Stopwatch.StartNew();
        using var process = new Process { StartInfo = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true } };
        process.StartInfo.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        process.StartInfo.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        watch.Stop();
        return process.ExitCode == 0
            ? new(watch.Elapsed, ChildrenTime() - before, output)
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}\n{errors.GetAwaiter().GetResult()}");
    }

    // The processor time of all processes that were started from here and have ended, and of theirs.
    private static TimeSpan ChildrenTime()
    {
        const int Children = -1;
        return OperatingSystem.IsLinux() && GetUsage(Children, out var usage) == 0
            ? TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds) + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds)
            : TimeSpan.Zero;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int who, out Usage usage);

    // Fourteen counters follow that nothing here reads.
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private readonly struct Usage
    {
        internal readonly long UserSeconds;
        internal readonly long UserMicroseconds;
        internal readonly long SystemSeconds;
        internal readonly long SystemMicroseconds;
    }
}
