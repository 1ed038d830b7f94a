using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Lab.Faults.Names;

namespace Plumbline.Lab.Tests.Faults.Names;

public sealed class StallingNameServerTests : IAsyncLifetime
{
    private static readonly TimeSpan _stall = TimeSpan.FromSeconds(10);
    private static readonly byte[] _question = Convert.FromHexString("BEEF01200001000000000000" + "03" + "6C6162" + "00" + "00010001");
    private readonly FakeTimeProvider _clock = new();
    private readonly StallingNameServer _server;
    private readonly UdpClient _client = new();

    public StallingNameServerTests()
    {
        _server = StallingNameServer.Start(port: 0, _clock);
        _client.Connect(_server.Address);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Answer_Well_ComesAtOnce()
    {
        var answer = await Bounded.WaitAsync(AskAsync(), "an answer");

        Assert.Equal([127, 0, 0, 1], answer[^4..]);
        Assert.Equal((1, 0), (_server.Questions, _server.Stalled));
    }

    [Fact]
    public async Task Start_PortTaken_HasTheNextAddress()
    {
        await using var next = StallingNameServer.Start(_server.Address.Port, _clock);

        Assert.Equal(_server.Address.Port, next.Address.Port);
        Assert.NotEqual(_server.Address.Address, next.Address.Address);
    }

    [Fact]
    public async Task Answer_Stalled_ComesAfterTheStall()
    {
        _server.Stall(_stall);
        var asking = AskAsync();
        await Bounded.UntilAsync(() => Task.FromResult(_server.Stalled == 1), "the question to be kept waiting");

        var waits = !asking.IsCompleted;
        _clock.Advance(_stall);

        Assert.True(waits);
        Assert.Equal([127, 0, 0, 1], (await Bounded.WaitAsync(asking, "an answer after the stall"))[^4..]);
    }

    [Fact]
    public async Task Recover_SomeoneWaits_IsAnsweredAtOnce()
    {
        _server.Stall(_stall);
        var asking = AskAsync();
        await Bounded.UntilAsync(() => Task.FromResult(_server.Stalled == 1), "the question to be kept waiting");

        _server.Recover();

        Assert.Equal([127, 0, 0, 1], (await Bounded.WaitAsync(asking, "an answer after the recovery"))[^4..]);
    }

    private async Task<byte[]> AskAsync()
    {
        await _client.SendAsync(_question, TestContext.Current.CancellationToken);
        return (await _client.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer;
    }
}
