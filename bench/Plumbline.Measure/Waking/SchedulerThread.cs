using System.Globalization;

namespace Plumbline.Measure;

/// <summary>The core's thread as the kernel sees it: from outside, so that the core need not count.</summary>
internal static class SchedulerThread
{
    // The kernel keeps fifteen characters of the name "Plumbline deadlines".
    private const string KernelName = "Plumbline deadl";

    /// <summary>Whether the kernel tells at all.</summary>
    internal static bool CanBeSeen => Directory.Exists("/proc/self/task");

    /// <summary>How often the thread has gone to sleep, or been made to wait; null when it does not run.</summary>
    internal static long? CountSleeps()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (IsIt(folder))
            {
                string? count = MachineFacts.ReadField(Path.Combine(folder, "status"), "voluntary_ctxt_switches");
                return count is null ? null : long.Parse(count, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static bool IsIt(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "comm")).Trim() == KernelName;
        }
        catch (IOException)
        {
            // A thread that ended in the meantime.
            return false;
        }
    }
}
