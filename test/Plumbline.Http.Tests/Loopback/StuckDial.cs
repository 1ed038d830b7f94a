using System.Net.Sockets;

namespace Plumbline.Loopback;

/// <summary>Connects once it is let go, and until then takes no notice of anything: a <c>ConnectCallback</c>.</summary>
internal sealed class StuckDial
{
    private readonly Signal _goOn = new("the dial may go on");
    private int _count;

    public Signal Started { get; } = new("a connection is being made");

    public Signal Connected { get; } = new("a connection is made");

    /// <summary>How many connections were asked for.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The request that the last connection was started for.</summary>
    public HttpRequestMessage? Request { get; private set; }

    /// <summary>What would end the last connection before it is made.</summary>
    public CancellationToken Token { get; private set; }

    public void LetGo() => _goOn.Set();

    /// <summary>Keeps nothing of the last connection.</summary>
    public void Forget() => (Request, Token) = (null, CancellationToken.None);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext connection, CancellationToken token)
    {
        Interlocked.Increment(ref _count);
        (Request, Token) = (connection.InitialRequestMessage, token);
        Started.Set();
        await _goOn.WaitAsync();

        var stream = await ConnectNowAsync(connection, token);
        Connected.Set();
        return stream;
    }

    /// <summary>The same without being stuck.</summary>
    public static async ValueTask<Stream> ConnectNowAsync(SocketsHttpConnectionContext connection, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(connection.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
