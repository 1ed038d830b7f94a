using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plumbline.Tests.Support;

/// <summary>Runs a scenario of Plumbline.Tests.Child in a process of its own.</summary>
internal static class ChildProcess
{
    internal static async Task<(int ExitCode, string[] Lines)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(FindDotnet()) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Plumbline.Tests.Child.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await Bounded.WaitAsync(
                process.WaitForExitAsync(TestContext.Current.CancellationToken), $"the child process to end ({string.Join(' ', arguments)})");
            await Bounded.WaitAsync(Task.WhenAll(output, errors), "the output of the child process");
        }
        finally
        {
            process.Kill();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(await errors);
        return (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The dotnet that runs this process, also when an executable of its own started it.</summary>
    private static string FindDotnet()
    {
        // <root>/shared/Microsoft.NETCore.App/10.0.0/
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
    }
}
