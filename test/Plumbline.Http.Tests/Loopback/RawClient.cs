using System.Net.Sockets;
using System.Text;

namespace Plumbline.Loopback;

/// <summary>A client that speaks HTTP/1.1 by hand, for what no HTTP client does.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StringBuilder _received = new();

    private RawClient(Socket socket) => _socket = socket;

    /// <summary>What has come back so far.</summary>
    public string Received => _received.ToString();

    public static async Task<RawClient> ConnectAsync(LoopbackServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        return new RawClient(socket);
    }

    /// <summary>Sends a request without a body, or the beginning of one.</summary>
    public Task RequestAsync(string line, string headers = "") =>
        SendAsync(Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent));
    }

    /// <summary>Reads until a text has come, and fails when the server has no more to say.</summary>
    public async Task ReceiveUntilAsync(string text)
    {
        var buffer = new byte[4096];
        while (!Received.Contains(text, StringComparison.Ordinal))
        {
            var count = await Signal.WaitAsync(_socket.ReceiveAsync(buffer.AsMemory()).AsTask(), $"'{text}' comes back");
            Assert.NotEqual(0, count);
            _received.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
    }

    /// <summary>Leaves: the server gets an orderly end (FIN), and a reset for what it sends after that.</summary>
    public void Dispose() => _socket.Dispose();
}
