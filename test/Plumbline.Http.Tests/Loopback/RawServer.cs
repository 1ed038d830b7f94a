using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Plumbline.Loopback;

/// <summary>A server that speaks HTTP/1.1 by hand, to one client, for what no HTTP server does.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _client;

    private RawServer() => _listener.Start();

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    public static Task<RawServer> StartAsync() => Task.FromResult(new RawServer());

    /// <summary>Takes a request, answers it, and sends nothing more, while it goes on to listen.</summary>
    public async Task AnswerAndEndAsync(string answer)
    {
        _client = await Signal.WaitAsync(_listener.AcceptSocketAsync(), "the client connects");
        Assert.NotEqual(0, await Signal.WaitAsync(_client.ReceiveAsync(new byte[4096]), "the request arrives"));
        await _client.SendAsync(Encoding.ASCII.GetBytes(answer));
        _client.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Waits until the client has closed the connection.</summary>
    public Task UntilGoneAsync() => Signal.WaitAsync(GoneAsync(), "the server sees the client leave");

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task GoneAsync()
    {
        try
        {
            Assert.Equal(0, await _client!.ReceiveAsync(new byte[1]));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
    }
}
