using System.Globalization;

namespace Plumbline.Lab.Faults.Network;

/// <summary>The TCP connections of this network namespace, as the kernel lists them.</summary>
internal static class OpenConnections
{
    private const string Established = "01";

    /// <summary>The established ones to servers at some ports, seen from the client's side.</summary>
    public static IReadOnlyList<(int Client, int Server)> To(IReadOnlyCollection<int> ports) =>
        Parse(File.ReadLines("/proc/self/net/tcp"), ports);

    /// <summary>The same of lines that were read already; the first is the heading.</summary>
    public static IReadOnlyList<(int Client, int Server)> Parse(IEnumerable<string> lines, IReadOnlyCollection<int> ports) =>
    [
        .. from line in lines.Skip(1)
           let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
           where fields.Length > 3 && fields[3] == Established
           let server = Port(fields[2])
           where ports.Contains(server)
           select (Port(fields[1]), server),
    ];

    // 0100007F:1F90
    private static int Port(string address) =>
        int.Parse(address[(address.IndexOf(':') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
