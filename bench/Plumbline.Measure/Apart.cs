using System.Diagnostics;

namespace Plumbline.Measure;

/// <summary>Runs programs that lie beside this one in processes of their own.</summary>
internal static class Apart
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="program">Its assembly's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="readsOutput">Whether what it writes is wanted here.</param>
    /// <returns>What it wrote to its standard output; empty where that is shared with this process.</returns>
    internal static string Run(string program, string[] arguments, bool readsOutput = false)
    {
        ProcessStartInfo start = Describe(program, arguments);
        start.RedirectStandardOutput = readsOutput;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"Could not start {program}.");
        string output = readsOutput ? process.StandardOutput.ReadToEnd() : "";
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static ProcessStartInfo Describe(string program, string[] arguments)
    {
        // Started by its own host or by `dotnet Plumbline.Measure.dll`: the second needs to be told which program.
        string host = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not tell the path of this process.");
        string path = Path.Combine(AppContext.BaseDirectory, program);
        return Path.GetFileName(host) is "dotnet" or "dotnet.exe"
            ? new ProcessStartInfo(host, [path + ".dll", .. arguments])
            : new ProcessStartInfo(OperatingSystem.IsWindows() ? path + ".exe" : path, arguments);
    }
}
