using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>A blocked read that a registration interrupts, as one does it where an API knows no tokens.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new();
    private TcpClient _server = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        Task connecting = _client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, TestContext.Current.CancellationToken).AsTask();
        _server = await Bounded.WaitAsync(_listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask(), "the connection");
        await Bounded.WaitAsync(connecting, "the client to connect");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact, Trait("Behaviour", "B139")]
    public async Task Register_InterruptingABlockedRead_EndsItAndTheConnectionStaysUsable()
    {
        using CancelScope scope = Context.Root(_clock).WithCancel(out Context ctx);
        Task<int> reading = ReadAsync(ctx, _client.GetStream(), new byte[16]);
        Assert.False(reading.IsCompleted);

        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(reading, "the read to end"));
        Assert.Equal(0, ctx.Signal!.ChildCount);
        await AssertUsableAsync();
    }

    [Fact, Trait("Behaviour", "B139")]
    public async Task Register_ReadEndsFirst_InterruptsNothingLater()
    {
        using CancelScope scope = Context.Root(_clock).WithCancel(out Context ctx);
        Task<int> reading = ReadAsync(ctx, _client.GetStream(), new byte[16]);

        await _server.GetStream().WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(5, await Bounded.WaitAsync(reading, "the read"));

        Assert.Equal(0, ctx.Signal!.ChildCount);
        scope.Cancel();
        await AssertUsableAsync();
    }

    // Leaving waits for a registration that has begun to interrupt: it cannot interrupt what comes next.
    private static async Task<int> ReadAsync(Context ctx, NetworkStream stream, Memory<byte> buffer)
    {
        using var interrupt = new CancellationTokenSource();
        await using ContextRegistration registration = ctx.Register(interrupt.CancelAsync);
        try
        {
            return await stream.ReadAsync(buffer, interrupt.Token);
        }
        catch (Exception exception) when (exception.IsCanceled(ctx) || exception.IsDeadlineExceeded(ctx))
        {
            throw ctx.ToException("read")!;
        }
    }

    private async Task AssertUsableAsync()
    {
        byte[] buffer = new byte[5];
        await _server.GetStream().WriteAsync("again"u8.ToArray(), TestContext.Current.CancellationToken);

        await Bounded.WaitAsync(_client.GetStream().ReadExactlyAsync(buffer, TestContext.Current.CancellationToken).AsTask(), "what was sent after that");

        Assert.Equal("again"u8.ToArray(), buffer);
    }
}
