using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Tests.Services.Candidates;

/// <summary>An upstream that never answers, and tells when a call came and when its caller was gone.</summary>
internal sealed class SignalingUpstream : IAsyncDisposable
{
    private readonly Channel<int> _came = Channel.CreateUnbounded<int>();
    private readonly Channel<int> _gone = Channel.CreateUnbounded<int>();
    private readonly WebApplication _app = ServiceHost.Create(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Begins to listen.</summary>
    public static async Task<SignalingUpstream> StartAsync()
    {
        var upstream = new SignalingUpstream();
        upstream._app.MapGet("/items", upstream.HangAsync);
        await upstream._app.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    /// <summary>Completes when the next call has come.</summary>
    public Task<int> CameAsync() => Bounded.WaitAsync(_came.Reader.ReadAsync().AsTask(), "a call to come to the upstream");

    /// <summary>Completes when the caller of the next call is gone.</summary>
    public Task<int> GoneAsync() => Bounded.WaitAsync(_gone.Reader.ReadAsync().AsTask(), "the upstream's caller to be gone");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HangAsync(HttpContext http)
    {
        _came.Writer.TryWrite(0);
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _gone.Writer.TryWrite(0);
    }
}
