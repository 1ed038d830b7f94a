using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>A context that ends in the middle of a call: what had arrived, what is thrown, and what becomes of the connection.</summary>
public sealed class BodyEndTests
{
    private static readonly CancellationToken _none = CancellationToken.None;
    private readonly List<string> _connections = [];
    private readonly Signal _arrived = new("the request reaches the server");
    private readonly Signal _gone = new("the server sees the client leave");
    private readonly Signal _finish = new("the neighbour may end");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    public static TheoryData<string> Phases => ["/headers", "/body"];

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H12")]
    public Task ReadAsync_CanceledInBodyOfGet_GivesWhatArrivedThenThrows(string version) =>
        GivesWhatArrivedThenThrowsAsync(version, HttpMethod.Get, content: null);

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H12")]
    public Task ReadAsync_CanceledInBodyOfPost_GivesWhatArrivedThenThrows(string version) =>
        GivesWhatArrivedThenThrowsAsync(version, HttpMethod.Post, new StringContent("the whole request"));

    [Fact]
    [Trait("Behaviour", "H12")]
    public async Task ReadAsync_CanceledWhileBothBodiesGoOn_GivesWhatArrivedThenThrows()
    {
        var upload = new OpenContent();
        await GivesWhatArrivedThenThrowsAsync("2.0", HttpMethod.Post, upload);

        await Signal.WaitAsync(upload.Ended, "the upload ends as well");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H11")]
    public async Task GetAsync_CanceledOnceHeadersAreThere_GivesTheResponse(string version)
    {
        await using var server = await StartAsync(version);
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var http = server.CreateClient(new CancelingHandler(cancel, LoopbackServer.CreateHandler()));

        using var response = await http.GetAsync(ctx, "/body", HttpCompletionOption.ResponseHeadersRead);

        Assert.True(response.IsSuccessStatusCode);
        await Assert.ThrowsAsync<ContextCanceledException>(() => response.Content.ReadAsStringAsync(_none));
        await _gone.WaitAsync();
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H10")]
    [Trait("Behaviour", "H14")]
    public async Task GetAsync_CanceledOverHttp1_ConnectionIsNotUsedAgain(string phase)
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient();

        await CancelAsync(http, phase);
        await http.GetStringAsync(Context.Background, "/ok");

        Assert.Equal(2, _connections.Distinct().Count());
    }

    [Fact]
    [Trait("Behaviour", "H14")]
    public async Task Dispose_BodyUnreadOverHttp1_ConnectionIsNotUsedAgain()
    {
        await using var server = await StartAsync("1.1");
        using var http = server.CreateClient(handler => handler.ResponseDrainTimeout = TimeSpan.Zero);
        using var cancel = Context.Background.WithCancel(out var ctx);

        (await http.GetAsync(ctx, "/body", HttpCompletionOption.ResponseHeadersRead)).Dispose();
        await _gone.WaitAsync();
        await http.GetStringAsync(Context.Background, "/ok");

        Assert.Equal(2, _connections.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H15")]
    [Trait("Behaviour", "H16")]
    public async Task GetAsync_CanceledOverHttp2_ConnectionAndNeighbourGoOn(string phase)
    {
        await using var server = await StartAsync("2.0");
        using var http = server.CreateClient();
        using var neighbour = await http.GetAsync(Context.Background, "/neighbour", HttpCompletionOption.ResponseHeadersRead);

        await CancelAsync(http, phase);
        _finish.Set();

        Assert.Equal("firstlast", await Signal.WaitAsync(neighbour.Content.ReadAsStringAsync(_none), "the neighbour has its answer"));
        Assert.Equal("ok", await http.GetStringAsync(Context.Background, "/ok"));
        Assert.Equal(3, _connections.Count);
        Assert.Single(_connections.Distinct());
    }

    private async Task GivesWhatArrivedThenThrowsAsync(string version, HttpMethod method, HttpContent? content)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);
        using var request = new HttpRequestMessage(method, "/body")
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
            Content = content,
        };
        using var response = await Signal.WaitAsync(
            http.SendAsync(ctx, request, HttpCompletionOption.ResponseHeadersRead), "the headers are there");
        await using var body = await response.Content.ReadAsStreamAsync(_none);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, _none);
        var rest = new byte[16];

        var read = body.ReadAsync(rest, _none).AsTask();
        Assert.False(read.IsCompleted);
        cancel.Cancel();

        await Signal.ThrowsAsync<ContextCanceledException>(read, "the read ends with the context");
        Assert.Equal("first"u8.ToArray(), first);
        Assert.Equal(new byte[16], rest);
        await Assert.ThrowsAsync<ContextCanceledException>(() => body.ReadAsync(rest, _none).AsTask());
        await _gone.WaitAsync();
    }

    /// <summary>A call that is canceled in the given phase, and of which the server knows that.</summary>
    private async Task CancelAsync(HttpClient http, string phase)
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        var call = http.GetStringAsync(ctx, phase);
        await _arrived.WaitAsync();
        cancel.Cancel();
        await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        await _gone.WaitAsync();
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, app =>
        {
            app.Use((http, next) =>
            {
                lock (_connections)
                    _connections.Add(http.Connection.Id);
                return next(http);
            });
            app.Map("/ok", (HttpContext http) => http.Response.WriteAsync("ok"));
            app.Map("/headers", (HttpContext http) =>
            {
                _arrived.Set();
                return http.UntilGoneAsync(_gone);
            });
            app.Map("/body", async (HttpContext http) =>
            {
                await http.StartBodyAsync();
                _arrived.Set();
                await http.UntilGoneAsync(_gone);
            });
            app.Map("/neighbour", async (HttpContext http) =>
            {
                await http.StartBodyAsync();
                await _finish.WaitAsync();
                await http.Response.WriteAsync("last");
            });
        });

    /// <summary>Ends the context once there is a response.</summary>
    private sealed class CancelingHandler(CancelScope cancel, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            cancel.Cancel();
            return response;
        }
    }

    /// <summary>An upload that has begun and does not end by itself.</summary>
    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            throw new NotSupportedException("Only with a token.");

        protected override async Task SerializeToStreamAsync(
            Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            try
            {
                await stream.WriteAsync("begun"u8.ToArray(), cancellationToken);
                await stream.FlushAsync(cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                _ended.SetResult();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
