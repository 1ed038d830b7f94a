using System.Diagnostics;
using System.Globalization;

namespace Plumbline.RuleCost.Builds;

/// <summary>A compiler server of one build, which nobody else finds: it starts with the build, on the same cores, and would stay for minutes.</summary>
/// <remarks>Known by the name of its pipe, in the list of processes that Linux has.</remarks>
internal static class CompilerServer
{
    /// <summary>Whether servers can be told apart here.</summary>
    internal static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Stops the server with this name, and tells the processor time that it took.</summary>
    /// <exception cref="InvalidOperationException">There is none: the build did not use it.</exception>
    internal static TimeSpan Stop(string name)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Find(id, folder, name) is { } server)
            {
                using (server)
                {
                    var processor = server.TotalProcessorTime;
                    server.Kill();
                    server.WaitForExit();
                    return processor;
                }
            }
        }

        throw new InvalidOperationException($"The build used no compiler server '{name}'.");
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
