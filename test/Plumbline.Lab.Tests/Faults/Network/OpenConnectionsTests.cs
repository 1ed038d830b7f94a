using System.Net;
using System.Net.Sockets;
using Plumbline.Lab.Faults.Network;

namespace Plumbline.Lab.Tests.Faults.Network;

public sealed class OpenConnectionsTests
{
    private static readonly string[] _lines =
    [
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0",
        "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1",
        "   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1",
        "   3: 0100007F:C351 0100007F:1F90 04 00000000:00000000 00:00000000 00000000     0        0 4 1 0 20 4 30 10 -1",
        "   4: 0100007F:C352 0100007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 5 1 0 20 4 30 10 -1",
    ];

    [Fact]
    public void Parse_ListenersClosingAndOthers_LeavesTheClientsEndOfEstablishedOnes() =>
        Assert.Equal([(50000, 8080)], OpenConnections.Parse(_lines, [8080]));

    [Fact]
    public async Task To_ConnectionOfThisProcess_HasIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's list is Linux's.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, server, TestContext.Current.CancellationToken);

        Assert.Equal([(((IPEndPoint)client.LocalEndPoint!).Port, server)], OpenConnections.To([server]));
    }
}
