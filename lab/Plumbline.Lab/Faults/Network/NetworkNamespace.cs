using System.Runtime.InteropServices;

namespace Plumbline.Lab.Faults.Network;

/// <summary>A network and a table of mounts that belong to the lab alone.</summary>
/// <remarks>
/// The lab moves into it as a whole, by becoming the same program once more inside: its processes inherit it and meet on its loopback, on which
/// packets can be lost and port 53 be served without touching the machine's. There is nothing to clean up: the system removes it with the last process in it. Where
/// the system lets everyone have a namespace, root is not needed.
/// </remarks>
internal static partial class NetworkNamespace
{
    private const string Mark = "PLUMBLINE_LAB_NAMESPACE";

    // What must be possible inside, tried in this order.
    private const string Trial = "ip link set lo up && nft add table inet plumbline_lab_trial && nft delete table inet plumbline_lab_trial";

    private static readonly Lazy<string?> _whyNot = new(Try);

    /// <summary>Whether this process is in one.</summary>
    public static bool IsOwn => Environment.GetEnvironmentVariable(Mark) == "1";

    /// <summary>What goes before a command so that it runs in one; nothing for a process that is in the lab's own already.</summary>
    public static IReadOnlyList<string> Way => IsOwn ? [] : Unshare();

    /// <summary>Null where the lab is in one or can get one; otherwise why not.</summary>
    public static string? WhyNot() => IsOwn ? null : _whyNot.Value;

    /// <summary>Becomes the same program with the same arguments, in a namespace of its own. Does not return.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <exception cref="SystemToolException">The system did not allow it.</exception>
    public static void Enter(IReadOnlyList<string> arguments)
    {
        string[] command = [.. Unshare(), "sh", "-c", "ip link set lo up && exec \"$@\"", "sh", .. Self(arguments)];
        Environment.SetEnvironmentVariable(Mark, "1");
        if (SetEnvironment(Mark, "1", overwrite: 1) == 0)
        {
            Execute(command[0], [.. command, null]);
        }

        throw new SystemToolException(
            $"'{command[0]}' could not be started: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "network namespaces are Linux's.";
        }

        foreach (var (tool, package) in (ReadOnlySpan<(string, string)>)[("unshare", "util-linux"), ("ip", "iproute2"), ("nft", "nftables")])
        {
            if (SystemTool.Find(tool) is null)
            {
                return $"the program '{tool}' is not installed (package {package}).";
            }
        }

        return SystemTool.WhyFails([.. Unshare(), "sh", "-c", Trial]) is { } refused
            ? $"the system gives this user no network namespace with a packet filter: {refused}"
            : null;
    }

    private static IReadOnlyList<string> Self(IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath
            ?? throw new SystemToolException("The path of this program is not known, so it cannot start itself again.");

        // Run as "dotnet Plumbline.Lab.dll" the program is the dotnet host, which must be told what to run.
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, typeof(NetworkNamespace).Assembly.Location, .. arguments]
            : [program, .. arguments];
    }

    private static IReadOnlyList<string> Unshare() =>
        Environment.UserName == "root"
            ? [SystemTool.Find("unshare") ?? "unshare", "--net", "--mount", "--"]
            : [SystemTool.Find("unshare") ?? "unshare", "--net", "--mount", "--map-root-user", "--"];

    // The process keeps its number, its terminal and its parent, so Ctrl-C and exit codes go the way they did.
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);

    // The runtime keeps a copy of the environment; what execv passes on is the C library's.
    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
