using System.Net;
using Plumbline.Lab.Faults.Network;

namespace Plumbline.Lab.Faults.Names;

/// <summary>The two files by which a process finds its name server, and a way to start a process that sees them and not the machine's.</summary>
internal sealed class ResolverFiles : IDisposable
{
    // Each waits for one answer as long as the stall takes: a stub that gives up earlier would turn the stall into an error.
    private const string Options = "options timeout:30 attempts:1";

    // Some machines ask a local service before, or instead of, the name server.
    private const string NameService = "hosts: files dns\n";

    private const string Mounts =
        "mount --bind \"$1\" \"$(readlink -f /etc/resolv.conf)\" && mount --bind \"$2\" /etc/nsswitch.conf && shift 2 && exec \"$@\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plumbline-lab-names-");

    /// <summary>Writes them.</summary>
    /// <param name="nameServer">Who is asked, at port 53.</param>
    public ResolverFiles(IPAddress nameServer)
    {
        File.WriteAllText(Resolver, $"nameserver {nameServer}\n{Options}\n");
        File.WriteAllText(Service, NameService);
    }

    /// <summary>What goes before a command so that it sees them: a table of mounts of its own.</summary>
    public IReadOnlyList<string> Wrapper =>
        [SystemTool.Find("unshare") ?? "unshare", "--mount", "--", "sh", "-c", Mounts, "sh", Resolver, Service];

    private string Resolver => Path.Combine(_folder.FullName, "resolv.conf");

    private string Service => Path.Combine(_folder.FullName, "nsswitch.conf");

    /// <summary>Null where processes can be started so in a network of the lab's own; otherwise why not.</summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/etc/resolv.conf") || !File.Exists("/etc/nsswitch.conf"))
        {
            return "there is no /etc/resolv.conf and /etc/nsswitch.conf to put others over.";
        }

        using var files = new ResolverFiles(IPAddress.Loopback);
        return SystemTool.WhyFails([.. NetworkNamespace.Way, .. files.Wrapper, "true"]) is { } refused
            ? $"a process cannot be given files of its own: {refused}"
            : null;
    }

    /// <summary>Removes them; processes that see them keep doing so.</summary>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A file of a few bytes is left in the folder for temporary ones.
        }
    }
}
