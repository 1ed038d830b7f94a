using System.Diagnostics;
using System.Globalization;

namespace Plumbline.RuleCost.Builds;

/// <summary>A compiler server of one build, which nobody else finds: it starts with the build, on the same cores, and would stay for minutes.</summary>
/// <remarks>Known by the name of its pipe, in the list of processes that Linux has.</remarks>
internal static class CompilerServer
{
    private const int MillisecondsToEnd = 10_000;

    /// <summary>Whether servers can be told apart here.</summary>
    internal static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Stops the server with this name, and tells the processor time that it took; null where there is none.</summary>
    /// <exception cref="InvalidOperationException">It did not end.</exception>
    internal static TimeSpan? TryStop(string name)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Find(id, folder, name) is { } server)
            {
                using (server)
                {
                    var processor = server.TotalProcessorTime;
                    server.Kill();
                    return server.WaitForExit(MillisecondsToEnd) ? processor : throw new InvalidOperationException($"The compiler server {id} was killed and did not end in {MillisecondsToEnd} ms.");
                }
            }
        }

        return null;
    }

    private static Process? Find(int id, string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"-pipename:{name}", StringComparison.Ordinal) ? Process.GetProcessById(id) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // it ended meanwhile, or is not ours
        }
    }
}
