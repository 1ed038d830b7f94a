using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Faults.Network;

namespace Plumbline.Lab.Tests.Faults.Network;

/// <summary>With the kernel's own packet filter, on a port of the test's own; skipped where this user may not.</summary>
public sealed class PacketFilterTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _buffer = new byte[16];

    public PacketFilterTests() => _listener.Start();

    private static Context Ctx => Context.From(TestContext.Current.CancellationToken);

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task LoseGoodbyes_ClientCloses_ServerGoesOnWaitingUntilTheFilterIsGone()
    {
        await SkipUnlessPermittedAsync();
        var (client, server) = await ConnectAsync();
        using var _ = server;
        await using var filter = await PacketFilter.StartAsync(Ctx, PacketRules.LoseGoodbyes([Port]));

        await client.SendAsync(new byte[] { 1 }, Ctx);
        var question = await Bounded.WaitAsync(server.ReceiveAsync(_buffer), "the question to arrive");
        client.Dispose();
        await Bounded.UntilAsync(async () => await filter.LostAsync(Ctx) > 0, "the goodbye to be lost");
        var goodbye = server.ReceiveAsync(_buffer);
        var waits = !goodbye.IsCompleted;
        await filter.DisposeAsync();

        Assert.Equal(1, question);
        Assert.True(waits);
        Assert.Equal(0, await Bounded.WaitAsync(goodbye, "the goodbye, sent again by the kernel, to arrive"));
    }

    [Fact]
    public async Task LoseGoodbyes_ServerWritesAfterwards_IsNotAnsweredByAReset()
    {
        await SkipUnlessPermittedAsync();
        var (client, server) = await ConnectAsync();
        using var _ = server;
        await using var filter = await PacketFilter.StartAsync(Ctx, PacketRules.LoseGoodbyes([Port]));
        client.Dispose();
        await Bounded.UntilAsync(async () => await filter.LostAsync(Ctx) > 0, "the goodbye to be lost");
        var lost = await filter.LostAsync(Ctx);

        await server.SendAsync(new byte[] { 1 }, Ctx);
        await Bounded.UntilAsync(async () => await filter.LostAsync(Ctx) > lost, "the answer to be lost too");
        await server.SendAsync(new byte[] { 2 }, Ctx);

        Assert.True(server.Connected);
    }

    [Fact]
    public async Task LoseConnections_OneOfTwo_OtherStillWorks()
    {
        await SkipUnlessPermittedAsync();
        var (dark, darkServer) = await ConnectAsync();
        var (well, wellServer) = await ConnectAsync();
        using var all = new DisposeAll(dark, darkServer, well, wellServer);
        var client = ((IPEndPoint)dark.LocalEndPoint!).Port;
        await using var filter = await PacketFilter.StartAsync(Ctx, PacketRules.LoseConnections([(client, Port)]));

        await dark.SendAsync(new byte[] { 1 }, Ctx);
        await well.SendAsync(new byte[] { 2, 2 }, Ctx);
        var heard = await Bounded.WaitAsync(wellServer.ReceiveAsync(_buffer), "the question on the other connection to arrive");
        await Bounded.UntilAsync(async () => await filter.LostAsync(Ctx) > 0, "the question on the dark connection to be lost");

        Assert.Equal((2, 0), (heard, darkServer.Available));
    }

    [Fact]
    public async Task LoseSome_NearlyAll_KernelSendsAgain()
    {
        await SkipUnlessPermittedAsync();
        var (client, server) = await ConnectAsync();
        using var all = new DisposeAll(client, server);
        await using var filter = await PacketFilter.StartAsync(Ctx, PacketRules.LoseSome([Port], percent: 99));

        await client.SendAsync(new byte[] { 1 }, Ctx);
        await Bounded.UntilAsync(async () => await filter.LostAsync(Ctx) > 0, "a packet to be lost");
        await filter.DisposeAsync();

        Assert.Equal(1, await Bounded.WaitAsync(server.ReceiveAsync(_buffer), "the question, sent again by the kernel, to arrive"));
    }

    [Fact]
    public async Task DisposeAsync_Twice_RemovesTheTableOnce()
    {
        await SkipUnlessPermittedAsync();
        var filter = await PacketFilter.StartAsync(Ctx, PacketRules.LoseGoodbyes([Port]));

        await filter.DisposeAsync();
        await filter.DisposeAsync();

        await Assert.ThrowsAsync<SystemToolException>(() => filter.LostAsync(Ctx));
    }

    [Fact]
    public async Task StartAsync_TableOfADeadLab_IsRemoved()
    {
        await SkipUnlessPermittedAsync();

        // Larger than the kernel ever gives out.
        const string Stale = "plumbline_lab_4194999_1";
        var nft = SystemTool.Find("nft")!;
        await SystemTool.RunAsync(Ctx, [nft, "add", "table", "inet", Stale]);

        await using var filter = await PacketFilter.StartAsync(Ctx, PacketRules.LoseGoodbyes([Port]));

        Assert.DoesNotContain(Stale, await SystemTool.RunAsync(Ctx, [nft, "list", "tables"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plumbline_lab_4194999_1", true)]
    [InlineData("plumbline_lab_trial", false)]
    [InlineData("firewalld", false)]
    [InlineData("plumbline_lab_", false)]
    public void IsStale_Name_IsThatOfADeadLab(string table, bool stale) => Assert.Equal(stale, PacketFilter.IsStale(table));

    [Fact]
    public void IsStale_OwnTable_IsNot() => Assert.False(PacketFilter.IsStale(
        string.Create(CultureInfo.InvariantCulture, $"plumbline_lab_{Environment.ProcessId}_1")));

    private static async Task SkipUnlessPermittedAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The packet filter is Linux's.");
        var nft = SystemTool.Find("nft");
        Assert.SkipWhen(nft is null, "The program 'nft' is not installed.");
        try
        {
            await SystemTool.RunAsync(Ctx, [nft, "list", "tables", "inet"]);
        }
        catch (SystemToolException refused)
        {
            Assert.Skip(refused.Message);
        }
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var accepting = _listener.AcceptSocketAsync(Ctx).AsTask();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, Port, Ctx);
        return (client, await Bounded.WaitAsync(accepting, "the connection to be accepted"));
    }

    private sealed class DisposeAll(params IDisposable[] all) : IDisposable
    {
        public void Dispose() => Array.ForEach(all, static one => one.Dispose());
    }
}
