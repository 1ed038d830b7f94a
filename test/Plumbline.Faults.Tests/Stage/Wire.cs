using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Plumbline.Faults.Stage;

/// <summary>A cable that can be cut: from then on nothing goes through, neither bytes nor the news that an end is closed.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<TcpClient> _ends = [];
    private readonly Uri _target;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private bool _isDisposed;

    public Wire(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Cut() => _isCut = true;

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
                pumps.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(pumps);
        }

        foreach (var end in _ends)
            end.Dispose();
    }

    private async Task ConnectAsync(TcpClient near)
    {
        var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        _ends.Enqueue(near);
        _ends.Enqueue(far);
        await far.ConnectAsync(_target.Host, _target.Port, _stop.Token);
        await Task.WhenAll(PumpAsync(near, far), PumpAsync(far, near));
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is var count and > 0)
            {
                if (!_isCut)
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }

            if (!_isCut)
                to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            if (!_isCut)
                to.Close(); // One end was reset: so is the other.
        }
    }
}
