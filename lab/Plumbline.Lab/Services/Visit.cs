using System.Text;
using Microsoft.AspNetCore.Http;

namespace Plumbline.Lab.Services;

/// <summary>One request at one service, as its handler sees it: what all candidates have in common.</summary>
internal sealed class Visit
{
    /// <summary>The most bytes that an answer can be filled up to.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly object _key = new();
    private static readonly byte[] _filler = new byte[MostBytes];

    private readonly HttpContext _http;
    private readonly HopEntry _entry;
    private readonly Slots _slots;
    private readonly int _bytes;

    /// <summary>Begins it; handlers find it as a parameter.</summary>
    /// <param name="http">The request.</param>
    /// <param name="entry">Where it is written down.</param>
    /// <param name="slots">The places of the service.</param>
    /// <param name="bytes">An answer is filled up to so many bytes.</param>
    public Visit(HttpContext http, HopEntry entry, Slots slots, int bytes)
    {
        (_http, _entry, _slots, _bytes) = (http, entry, slots, bytes);
        Click = entry.Record.Click;
        http.Items[_key] = this;
    }

    /// <summary>The click that the request is made for.</summary>
    public int Click { get; }

    /// <summary>The visit of a request.</summary>
    public static ValueTask<Visit?> BindAsync(HttpContext http) => ValueTask.FromResult(http.Items[_key] as Visit);

    /// <summary>Waits for a slot or a worker; disposing the result gives it back.</summary>
    /// <param name="token">Leaves the queue.</param>
    public async Task<IDisposable> EnterAsync(CancellationToken token = default)
    {
        var slot = await _slots.EnterAsync(token);
        if (token.IsCancellationRequested)
        {
            // The place was given out in the same instant as the caller left.
            slot.Dispose();
            token.ThrowIfCancellationRequested();
        }

        _entry.Start();
        return slot;
    }

    /// <summary>Waits for a worker, and leaves it to the next in the queue when the time that is left is too short for the work.</summary>
    /// <param name="ctx">Leaves the queue, and knows how long its caller will still wait.</param>
    /// <param name="needs">What the work takes.</param>
    /// <exception cref="DeadlineExceededException">Less than <paramref name="needs"/> was left when the worker was free.</exception>
    public async Task<IDisposable> EnterAsync(Context ctx, TimeSpan needs)
    {
        var slot = await _slots.EnterAsync(ctx);
        if (ctx.IsDone || ctx.Remaining < needs)
        {
            slot.Dispose();
            ctx.ThrowIfDone();
            throw new DeadlineExceededException($"A worker was free, but too late: the work takes {needs.TotalMilliseconds:F0} ms, the caller waits {ctx.Remaining?.TotalMilliseconds:F0} ms.");
        }

        _entry.Start();
        return slot;
    }

    /// <summary>The work has begun, at a service that has no slots.</summary>
    public void Start() => _entry.Start();

    /// <summary>Sends the answer; the visit is finished then.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="token">Ends a write that waits for a slow reader.</param>
    public async Task AnswerAsync(string text, CancellationToken token = default)
    {
        var body = Encoding.ASCII.GetBytes(text);
        var filler = _filler.AsMemory(0, Math.Max(0, _bytes - body.Length));
        _http.Response.ContentType = "text/plain";
        _http.Response.ContentLength = body.Length + filler.Length;
        await _http.Response.Body.WriteAsync(body, token);
        if (!filler.IsEmpty)
        {
            await _http.Response.Body.WriteAsync(filler, token);
        }

        _entry.Finish();
    }

    /// <summary>Answers that there is too much to do already.</summary>
    public void Refuse() => _http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;

    /// <summary>Sends the headers now and the body a byte at a time.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="interval">Time before each.</param>
    /// <param name="clock">Whose time it is.</param>
    /// <param name="token">Ends it.</param>
    public async Task DripAsync(int bytes, TimeSpan interval, TimeProvider clock, CancellationToken token = default)
    {
        _http.Response.ContentType = "text/plain";
        _http.Response.ContentLength = bytes;
        await _http.Response.StartAsync(token);

        // Starting alone leaves the headers in the server's buffer until the first byte of the body.
        await _http.Response.Body.FlushAsync(token);
        for (var sent = 0; sent < bytes; sent++)
        {
            await Task.Delay(interval, clock, token);
            await _http.Response.WriteAsync(".", token);
        }

        _entry.Finish();
    }
}
