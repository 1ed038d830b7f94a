using System.Globalization;

namespace Plumbline.Lab.Faults.Network;

/// <summary>What nftables is told to do with the packets of some servers' ports.</summary>
/// <remarks>All rules sit where packets come in: on the loopback that is once for each packet, in either direction.</remarks>
internal static class PacketRules
{
    /// <summary>The counter that each rule set counts its lost packets with.</summary>
    public const string Counter = "lost";

    private const string Input = "type filter hook input priority 0; policy accept;";

    /// <summary>
    /// No goodbye arrives: the first packet by which a client would close or reset its connection is lost, and every later packet of that connection
    /// too, in both directions. What the server sees is a client that goes on waiting.
    /// </summary>
    /// <param name="ports">The servers' ports, at least one.</param>
    public static string LoseGoodbyes(IReadOnlyCollection<int> ports) => $$"""
        counter {{Counter}} { }
        set dark { type inet_service . inet_service; size 65535; flags dynamic, timeout; timeout 10m; }
        chain arriving {
            {{Input}}
            tcp dport {{Ports(ports)}} tcp flags & (fin | rst) != 0 add @dark { tcp sport . tcp dport } counter name "{{Counter}}" drop
            tcp dport {{Ports(ports)}} tcp sport . tcp dport @dark counter name "{{Counter}}" drop
            tcp sport {{Ports(ports)}} tcp dport . tcp sport @dark counter name "{{Counter}}" drop
        }
        """;

    /// <summary>Connections that are there already carry nothing more, in either direction; new ones are well.</summary>
    /// <param name="pairs">The client's and the server's port of each, at least one.</param>
    public static string LoseConnections(IReadOnlyCollection<(int Client, int Server)> pairs)
    {
        var elements = string.Join(", ", pairs.Select(static pair => string.Create(
            CultureInfo.InvariantCulture, $"{pair.Client} . {pair.Server}")));
        return $$"""
            counter {{Counter}} { }
            set dark { type inet_service . inet_service; elements = { {{elements}} } }
            chain arriving {
                {{Input}}
                tcp sport . tcp dport @dark counter name "{{Counter}}" drop
                tcp dport . tcp sport @dark counter name "{{Counter}}" drop
            }
            """;
    }

    /// <summary>A part of the packets to and from the ports is lost, each by chance.</summary>
    /// <param name="ports">The servers' ports, at least one.</param>
    /// <param name="percent">How many of a hundred, 1 to 99.</param>
    public static string LoseSome(IReadOnlyCollection<int> ports, int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 99);
        var chance = string.Create(CultureInfo.InvariantCulture, $"numgen random mod 100 < {percent}");
        return $$"""
            counter {{Counter}} { }
            chain arriving {
                {{Input}}
                tcp dport {{Ports(ports)}} {{chance}} counter name "{{Counter}}" drop
                tcp sport {{Ports(ports)}} {{chance}} counter name "{{Counter}}" drop
            }
            """;
    }

    private static string Ports(IReadOnlyCollection<int> ports) =>
        ports.Count == 0
            ? throw new ArgumentException("Must name at least one port.", nameof(ports))
            : $"{{ {string.Join(", ", ports.Select(static port => port.ToString(CultureInfo.InvariantCulture)))} }}";
}
