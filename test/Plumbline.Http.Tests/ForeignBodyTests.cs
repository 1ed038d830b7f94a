using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Http.Internal;
using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>Bodies of every shape tell an HTTP/1.1 server at once that the context ended, whoever made the content.</summary>
public sealed class ForeignBodyTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _gone = new("the server sees the client leave");

    public static TheoryData<string, string> Shapes =>
        new(LoopbackServer.Versions.SelectMany(_ => _shapes.Keys, (version, shape) => (version.Data, shape)));

    private static readonly Dictionary<string, Func<HttpContext, Task>> _shapes = new()
    {
        ["chunked"] = http => http.StartBodyAsync(),
        ["length"] = http =>
        {
            http.Response.ContentLength = 1_000_000;
            return http.StartBodyAsync();
        },
        ["nothing yet"] = http => http.Response.Body.FlushAsync(),
        ["gzip"] = async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await gzip.WriteAsync("first"u8.ToArray());
            await gzip.FlushAsync();
        },
    };

    [Theory, MemberData(nameof(Shapes)), Trait("Behaviour", "H14"), Trait("Behaviour", "H15")]
    public async Task GetAsync_DeadlineInBody_TellsServer(string version, string shape)
    {
        await using var server = await StartAsync(version, shape);
        var entered = new Signal("the client has the headers");
        using var http = server.CreateClient(new EnteringHandler(Decompressing(), entered, static content => content));

        await EndAsync(http, entered);
    }

    [Theory, MemberData(nameof(Shapes)), Trait("Behaviour", "H14"), Trait("Behaviour", "H15")]
    public async Task GetAsync_DeadlineInBodyOfAWrappingHandler_TellsServer(string version, string shape)
    {
        await using var server = await StartAsync(version, shape);
        var entered = new Signal("the client has the headers");
        using var http = server.CreateClient(new EnteringHandler(Decompressing(), entered, static content => new WrappingContent(content)));

        await EndAsync(http, entered);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task LoadAsync_ContextDoneBeforeItBegins_TellsServer(string version)
    {
        await using var server = await StartAsync(version, "length");
        using var http = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = new StoredContext(ctx, isBound: true);
        using var response = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        _clock.Advance(_budget);

        await Assert.ThrowsAsync<OperationCanceledException>(() => BufferedBody.LoadAsync(ctx, response, call, int.MaxValue, ctx.Token, out _));
        response.Dispose();

        await _gone.WaitAsync();
    }

    [Theory]
    [InlineData("1.1", "", false)]
    [InlineData("2.0", "", false)]
    [InlineData("1.1", "gzip", true)]
    [InlineData("2.0", "gzip", true)]
    public async Task GetAsync_Whole_BindsOnlyWhatTheNetworkDidNotMake(string version, string encoding, bool isBound)
    {
        await using var server = await LoopbackServer.StartAsync(version, async http =>
        {
            http.Response.Headers.ContentEncoding = encoding;
            await using var body = encoding == "" ? http.Response.Body : new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await body.WriteAsync("whole"u8.ToArray());
        });
        using var http = server.CreateClient(Decompressing());
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        using var response = await http.GetAsync(ctx, "/report");

        Assert.Equal(isBound, response.Content is BoundContent);
        Assert.Equal("whole", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ReadAsync_StreamIgnoresItsToken_FailsAtOnceAndDisposesNothingUnderTheRead()
    {
        var stubborn = new StubbornStream();
        using var http = new HttpClient(new AnsweringContentHandler(new StreamContent(stubborn)));
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        await using var body = await http.GetStreamAsync(ctx, "http://localhost/");

        _clock.Advance(_budget);
        await stubborn.Entered.WaitAsync();

        await Assert.ThrowsAsync<DeadlineExceededException>(() => body.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
        Assert.False(stubborn.IsDisposed);
    }

    private async Task EndAsync(HttpClient http, Signal entered)
    {
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);
        var call = http.GetAsync(ctx, "/report");
        await entered.WaitAsync();
        _clock.Advance(_budget);

        await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        await _gone.WaitAsync();
    }

    private Task<LoopbackServer> StartAsync(string version, string shape) =>
        LoopbackServer.StartAsync(version, async http =>
        {
            await _shapes[shape](http);
            await http.UntilGoneAsync(_gone);
        });

    private static SocketsHttpHandler Decompressing()
    {
        var handler = LoopbackServer.CreateHandler();
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        return handler;
    }

    /// <summary>Says when the headers are there, and may put another content in place.</summary>
    private sealed class EnteringHandler(HttpMessageHandler inner, Signal entered, Func<HttpContent, HttpContent> wrap) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content = wrap(response.Content);
            entered.Set();
            return response;
        }
    }

    /// <summary>As a handler's that measures or decodes: hands the network's stream on.</summary>
    private sealed class WrappingContent(HttpContent inner) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var body = await inner.ReadAsStreamAsync();
            await body.CopyToAsync(stream);
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => inner.ReadAsStreamAsync();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class AnsweringContentHandler(HttpContent content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = content });
    }

    /// <summary>Its reads never end.</summary>
    private sealed class StubbornStream : MemoryStream
    {
        public Signal Entered { get; } = new("the body is read to close its connection");

        public bool IsDisposed { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Entered.Set();
            await new TaskCompletionSource().Task;
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
