using System.ComponentModel;
using System.Diagnostics;

namespace Plumbline.Lab.Faults;

/// <summary>Finds and runs the programs of the system that some faults need.</summary>
internal static class SystemTool
{
    // Where root's programs are, which other people's PATH often lacks.
    private static readonly string[] _usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The full path of a program on the PATH or in the usual folders; null when there is none.</summary>
    /// <param name="name">Its name, without a folder.</param>
    /// <param name="folders">Folders to look in after those.</param>
    public static string? Find(string name, params IEnumerable<string> folders)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(_usual)
            .Concat(folders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="ctx">Kills it when done.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="SystemToolException">It could not be started, or its exit code was not 0.</exception>
    public static async Task<string> RunAsync(Context ctx, IReadOnlyList<string> command, string input = "")
    {
        ctx.ThrowIfDone();
        using var process = Start(command);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ctx);
            var errors = process.StandardError.ReadToEndAsync(ctx);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), ctx);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading; its exit code and what it said tell more.
            }

            await process.WaitForExitAsync(ctx);
            return process.ExitCode == 0
                ? await output
                : throw new SystemToolException(
                    $"'{string.Join(' ', command)}' ended with exit code {process.ExitCode}: {(await errors).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Tries a program that takes no time: null if its exit code is 0, otherwise what it said.</summary>
    public static string? WhyFails(IReadOnlyList<string> command)
    {
        try
        {
            using var process = Start(command);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : errors.Trim();
        }
        catch (SystemToolException failure)
        {
            return failure.Message;
        }
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw new SystemToolException($"'{command[0]}' could not be started.");
        }
        catch (Win32Exception failure)
        {
            throw new SystemToolException($"'{command[0]}' could not be started: {failure.Message}");
        }
    }
}
