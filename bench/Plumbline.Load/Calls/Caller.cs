using System.Globalization;
using Plumbline.Bench.Services;
using Plumbline.Http;

namespace Plumbline.Load.Calls;

/// <summary>The ways to call, each as one would write it.</summary>
internal sealed class Caller : IDisposable
{
    private const string Header = "Context-TTL-Ms";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    // Nobody looks at what is read.
    private static readonly byte[] _scratch = new byte[256];

    private readonly HttpClient _plain;
    private readonly HttpClient _ours;
    private readonly Uri _address;
    private readonly HttpCompletionOption _completion;

    /// <param name="server">The server.</param>
    /// <param name="which">What to call how.</param>
    internal Caller(Uri server, CallCase which)
    {
        _address = new Uri(server, LoadPaths.Hello);
        _completion = which.IsBuffered ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead;
        _plain = which.Protocol.NewClient(server);
        _ours = which.Protocol.NewClient(
            server, which.SendsHeader ? null : new ContextPropagationHandler(new ContextPropagationOptions { Enabled = false }));
    }

    /// <summary>A context's call.</summary>
    internal async Task OursAsync(Context ctx)
    {
        using var cancel = ctx.WithTimeout(_limit, out ctx);
        using var response = await _ours.GetAsync(ctx, _address, _completion);
        await ReadAsync(response, ctx);
    }

    /// <summary>What one writes by hand.</summary>
    internal async Task LinkedAsync(CancellationToken token)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
        linked.CancelAfter(_limit);
        using var response = await _plain.GetAsync(_address, _completion, linked.Token);
        await ReadAsync(response, linked.Token);
    }

    /// <summary>What one writes by hand to tell the callee as well.</summary>
    internal async Task LinkedWithHeaderAsync(CancellationToken token)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(token);
        linked.CancelAfter(_limit);
        using var request = new HttpRequestMessage(HttpMethod.Get, _address)
        {
            Version = _plain.DefaultRequestVersion,
            VersionPolicy = _plain.DefaultVersionPolicy,
        };
        request.Headers.TryAddWithoutValidation(Header, ((long)_limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        using var response = await _plain.SendAsync(request, _completion, linked.Token);
        await ReadAsync(response, linked.Token);
    }

    /// <summary>No limit at all.</summary>
    internal async Task BareAsync()
    {
        using var response = await _plain.GetAsync(_address, _completion);
        await ReadAsync(response, CancellationToken.None);
    }

    public void Dispose()
    {
        _plain.Dispose();
        _ours.Dispose();
    }

    private async Task ReadAsync(HttpResponseMessage response, CancellationToken token)
    {
        response.EnsureSuccessStatusCode();
        if (_completion == HttpCompletionOption.ResponseContentRead)
        {
            return;
        }

        await using var body = await response.Content.ReadAsStreamAsync(token);
        while (await body.ReadAsync(_scratch, token) > 0)
        {
        }
    }
}
