using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Plumbline.Lab.Load;

/// <summary>Visitors who ask for <c>/home</c> and read it at 1 KB a second, until they are told to go. They are not people: nobody counts their answers.</summary>
/// <remarks>Sockets by hand, with a small receive buffer: a client library would read ahead.</remarks>
internal sealed class SlowReaders(Uri edge, TimeProvider clock) : IDisposable
{
    private const int BytesPerSecond = 1024;
    private const int ReceiveBuffer = 4096;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.25);

    private CancellationTokenSource _here = new();

    /// <summary>So many come each second from now on.</summary>
    /// <param name="perSecond">0: nobody comes any more, and those who are here hang up.</param>
    public void Come(double perSecond)
    {
        _here.Cancel();
        _here.Dispose();
        _here = new CancellationTokenSource();
        if (perSecond > 0)
        {
            _ = ComeAsync(TimeSpan.FromSeconds(1 / perSecond), _here.Token);
        }
    }

    public void Dispose() => _here.Dispose();

    private async Task ComeAsync(TimeSpan interval, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            _ = ReadAsync(token);
            await Task.Delay(interval, clock, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(CancellationToken token)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBuffer };
        try
        {
            await socket.ConnectAsync(edge.Host, edge.Port, token);
            var request = string.Create(CultureInfo.InvariantCulture, $"GET /home HTTP/1.1\r\nHost: {edge.Authority}\r\nConnection: close\r\n\r\n");
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), token);
            var part = new byte[(int)(BytesPerSecond * _interval.TotalSeconds)];
            while (await socket.ReceiveAsync(part, token) > 0)
            {
                await Task.Delay(_interval, clock, token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // Told to go, or cut off by the edge.
        }
    }
}
