using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Plumbline.Faults.Stage;

/// <summary>Accepts connections, reads what is sent, and never says a word.</summary>
internal sealed class BlackHole : IAsyncDisposable
{
    private const int PrefaceLength = 24;
    private const int FrameHeaderLength = 9;
    private const byte HeadersFrame = 1;
    private const byte ResetFrame = 3;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _isHttp2;
    private readonly Task _accepting;

    public BlackHole(string version)
    {
        _isHttp2 = version == "2.0";
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Requests whose headers have arrived.</summary>
    public Gauge Requests { get; } = new("requests in the black hole");

    /// <summary>HTTP/2 streams that the client reset because it gave up.</summary>
    public Gauge Canceled { get; } = new("streams reset with CANCEL");

    /// <summary>Connections that the client has not closed.</summary>
    public Gauge Connections { get; } = new("connections to the black hole");

    /// <summary>Waits until requests were given up in the way their HTTP version has for it.</summary>
    public Task GivenUpAsync(int requests) => _isHttp2 ? Canceled.WaitAsync(requests) : Connections.WaitAsync(0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var reading = new List<Task>();
        try
        {
            while (true)
                reading.Add(ReadAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(reading);
        }
    }

    private async Task ReadAsync(TcpClient client)
    {
        Connections.Up();
        using var owned = client;
        try
        {
            await (_isHttp2 ? ReadFramesAsync(client.GetStream()) : ReadLinesAsync(client.GetStream()));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Closed, by the other end or by us.
        }
        finally
        {
            Connections.Down();
        }
    }

    private async Task ReadLinesAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.Length == 0)
                Requests.Up();
        }
    }

    private async Task ReadFramesAsync(NetworkStream stream)
    {
        await stream.ReadExactlyAsync(new byte[PrefaceLength], _stop.Token);
        var header = new byte[FrameHeaderLength];
        while (true)
        {
            await stream.ReadExactlyAsync(header, _stop.Token);
            var payload = new byte[(header[0] << 16) | (header[1] << 8) | header[2]];
            await stream.ReadExactlyAsync(payload, _stop.Token);
            if (header[3] == HeadersFrame)
                Requests.Up();
            else if (header[3] == ResetFrame && BinaryPrimitives.ReadUInt32BigEndian(payload) == 8)
                Canceled.Up(); // 8 is CANCEL (RFC 9113, section 7).
        }
    }
}
