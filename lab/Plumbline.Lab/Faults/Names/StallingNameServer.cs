using System.Net;
using System.Net.Sockets;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Names;

/// <summary>A name server that knows every name as the loopback, and can be told to take its time.</summary>
internal sealed class StallingNameServer : IAsyncDisposable
{
    private readonly UdpClient _socket;
    private readonly TimeProvider _clock;
    private readonly CancelScope _stop;
    private readonly Task _serving;
    private readonly Lock _gate = new();
    private TaskCompletionSource _well = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _stall;
    private int _questions;
    private int _stalled;

    private StallingNameServer(UdpClient socket, TimeProvider clock)
    {
        _socket = socket;
        _clock = clock;
        _stop = Context.Background.WithCancel(out var ctx);
        _serving = ServeAsync(ctx);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)(_socket.Client.LocalEndPoint
        ?? throw new InvalidOperationException("The socket is bound from the start."));

    /// <summary>Questions asked so far.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>Of those, questions that were kept waiting.</summary>
    public int Stalled => Volatile.Read(ref _stalled);

    /// <summary>Starts it, at the first address of 127.53.0.0/24 whose port is free: runs side by side have one each.</summary>
    /// <param name="port">53 for a real one, 0 for any.</param>
    /// <param name="clock">For the stall.</param>
    /// <exception cref="SystemToolException">The port is not to be had.</exception>
    public static StallingNameServer Start(int port, TimeProvider clock)
    {
        for (byte last = 1; ; last++)
        {
            try
            {
                return new StallingNameServer(new UdpClient(new IPEndPoint(new IPAddress([127, 53, 0, last]), port)), clock);
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse && last < byte.MaxValue)
            {
                // By another run.
            }
            catch (SocketException failure)
            {
                throw new SystemToolException($"No name server can listen on port {port} of the loopback: {failure.Message}");
            }
        }
    }

    /// <summary>From now on every answer takes so long.</summary>
    public void Stall(TimeSpan time)
    {
        lock (_gate)
        {
            _stall = time;
            _well = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>From now on it answers at once, those who are waiting too.</summary>
    public void Recover()
    {
        lock (_gate)
        {
            _stall = TimeSpan.Zero;
            _well.TrySetResult();
        }
    }

    /// <summary>Stops it; who still waits gets no answer.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        _socket.Dispose();
        await _serving;
    }

    private async Task ServeAsync(Context ctx)
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync(ctx);
                Interlocked.Increment(ref _questions);
                _ = AnswerAsync(ctx, question);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(Context ctx, UdpReceiveResult question)
    {
        try
        {
            await StalledAsync(ctx);
            if (DnsMessage.Answer(question.Buffer, IPAddress.Loopback) is { } answer)
            {
                await _socket.SendAsync(answer, question.RemoteEndPoint, ctx);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Whoever asked asks again.
        }
    }

    private async Task StalledAsync(Context ctx)
    {
        TimeSpan stall;
        Task well;
        lock (_gate)
        {
            (stall, well) = (_stall, _well.Task);
        }

        if (stall > TimeSpan.Zero)
        {
            Interlocked.Increment(ref _stalled);
            await Task.WhenAny(well, _clock.UntilAsync(_clock.Now() + stall, ctx));
        }
    }
}
