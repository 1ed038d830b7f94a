using System.Globalization;
using System.Runtime.InteropServices;

namespace Plumbline.Lab.Faults.Clocks;

/// <summary>The wall clock of one process, moved by a library that is loaded before it (libfaketime). Its monotonic clock stays.</summary>
internal sealed class ClockShift : IDisposable
{
    private static readonly string[] _places =
    [
        "/usr/lib/$ARCH-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib64/faketime/libfaketimeMT.so.1",
        "/usr/lib/faketime/libfaketimeMT.so.1",
        "/usr/local/lib/faketime/libfaketimeMT.so.1",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plumbline-lab-clock-");

    /// <summary>A clock that is right at first.</summary>
    public ClockShift() => Set(TimeSpan.Zero);

    /// <summary>Null where the library is installed; otherwise what is missing.</summary>
    public static string? WhyNot() => Library() is null
        ? "the library libfaketime is not installed (Debian and Ubuntu: package faketime)."
        : null;

    /// <summary>The environment of a process that lives by this clock.</summary>
    /// <exception cref="SystemToolException">The library is not installed.</exception>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library() ?? throw new SystemToolException(WhyNot() ?? "The library libfaketime is gone."),
        ["FAKETIME_TIMESTAMP_FILE"] = Setting,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

        // Older versions know it by this name.
        ["DONT_FAKE_MONOTONIC"] = "1",

        // Seconds until it looks at the file again. Looking each time would cost each reading of the clock a file.
        ["FAKETIME_CACHE_DURATION"] = "1",
    };

    private string Setting => Path.Combine(_folder.FullName, "faketime");

    /// <summary>From now on, a second at the latest, the clock is wrong by so much.</summary>
    /// <param name="off">Whole seconds; negative for a clock that is behind.</param>
    public void Set(TimeSpan off)
    {
        // Whole or not at all: the process may read at any moment.
        var next = Setting + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{(long)off.TotalSeconds:+0;-0;+0}\n"));
        File.Move(next, Setting, overwrite: true);
    }

    /// <summary>Removes the setting; a process that still runs keeps what it read last.</summary>
    public void Dispose() => _folder.Delete(recursive: true);

    private static string? Library()
    {
        var machine = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString(),
        };
        return OperatingSystem.IsLinux()
            ? _places.Select(place => place.Replace("$ARCH", machine, StringComparison.Ordinal)).FirstOrDefault(File.Exists)
            : null;
    }
}
