using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Hostile;

/// <summary>Someone who means harm, beside the people: sends hostile deadline headers, and asks for pages only to hang up at once.</summary>
/// <remarks>
/// It writes on bare sockets: no client library would send most of it. Its requests carry no number of a click: they are nobody's.
/// </remarks>
internal sealed class HostileCrowd(IPEndPoint edge, TimeProvider clock)
{
    // A request that is never answered is counted, and must not hold its socket for ever.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly ConcurrentDictionary<Task, byte> _open = new();
    private int _hangUps;

    /// <summary>What the requests with hostile headers came to: how many by status, or by what happened instead.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Requests that were sent only to hang up.</summary>
    public int HangUps => Volatile.Read(ref _hangUps);

    /// <summary>Goes on until the context is done and each request has ended.</summary>
    /// <param name="ctx">The time of the attack.</param>
    /// <param name="headersPerSecond">Requests for <c>/home</c> with the next of the hostile headers.</param>
    /// <param name="hangUpsPerSecond">Requests for <c>/report</c> that are hung up on at once.</param>
    public async Task RunAsync(Context ctx, double headersPerSecond, double hangUpsPerSecond)
    {
        await Task.WhenAll(
            PaceAsync(ctx, headersPerSecond, number => AskAsync(HostileHeaders.All[number % HostileHeaders.All.Count])),
            PaceAsync(ctx, hangUpsPerSecond, _ => HangUpAsync()));
        await Task.WhenAll(_open.Keys);
    }

    /// <summary>Sends one request and waits for what becomes of it.</summary>
    public async Task AskAsync(IReadOnlyList<string> headers)
    {
        using var limit = Context.Root(clock).WithTimeout(_patience, out var ctx);
        var came = await StatusAsync(ctx, headers);
        _answers.AddOrUpdate(came, 1, static (_, count) => count + 1);
    }

    /// <summary>Sends one request and closes the connection.</summary>
    /// <remarks>Not by a reset: that would throw away the request in the edge's buffer, and do less harm.</remarks>
    public async Task HangUpAsync()
    {
        using var limit = Context.Root(clock).WithTimeout(_patience, out var ctx);
        Interlocked.Increment(ref _hangUps);
        try
        {
            (await SendAsync(ctx, "/report", [])).Dispose();
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            // The edge may well have enough of it.
        }
    }

    private async Task PaceAsync(Context ctx, double perSecond, Func<int, Task> act)
    {
        var start = clock.Now();
        for (var number = 0; perSecond > 0; number++)
        {
            try
            {
                await clock.UntilAsync(start + TimeSpan.FromSeconds(number / perSecond), ctx);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (ctx.IsDone)
            {
                return;
            }

            var acting = act(number);
            _open.TryAdd(acting, 0);
            _ = acting.ContinueWith(done => _open.TryRemove(done, out var _), TaskScheduler.Default);
        }
    }

    private async Task<string> StatusAsync(Context ctx, IReadOnlyList<string> headers)
    {
        try
        {
            using var socket = await SendAsync(ctx, "/home", headers);
            await using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadLineAsync(ctx) is { } line && line.Split(' ') is [_, var status, ..]
                ? status
                : "closed";
        }
        catch (OperationCanceledException)
        {
            return "no answer";
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            return "reset";
        }
    }

    private async Task<Socket> SendAsync(Context ctx, string path, IReadOnlyList<string> headers)
    {
        var request = $"GET {path} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n"
            + string.Concat(headers.Select(static header => header + "\r\n"))
            + "\r\n";
        var socket = new Socket(edge.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(edge, ctx);
            await socket.SendAsync(Encoding.UTF8.GetBytes(request), SocketFlags.None, ctx);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
