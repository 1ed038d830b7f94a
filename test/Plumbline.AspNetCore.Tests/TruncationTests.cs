using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A deadline in the middle of a response: never half an answer under a 200.</summary>
public sealed class TruncationTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the handler is entered");

    public static TheoryData<string> Versions => LoopbackServer.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    [Trait("Behaviour", "H54")]
    public Task Deadline_HalfOfJsonSequence_ClientGetsError(string version) =>
        ClientGetsErrorAsync(version, app => app.MapGet("/", (Context ctx) => CountAsync(ctx)));

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Deadline_HalfOfJsonDocument_ClientGetsError(string version) =>
        ClientGetsErrorAsync(version, app => app.MapGet("/", (HttpContext http, Context ctx) =>
            http.Response.WriteAsJsonAsync(new { Begin = new string('x', 30_000), Numbers = CountAsync(ctx) })));

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Deadline_HalfOfServerSentEvents_ClientGetsError(string version) =>
        ClientGetsErrorAsync(version, app => app.MapGet("/", (Context ctx) => TypedResults.ServerSentEvents(CountAsync(ctx))));

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Deadline_HalfOfFile_ClientGetsError(string version) =>
        ClientGetsErrorAsync(version, app => app.MapGet("/", (Context ctx) => Results.Stream(new StalledStream(_entered, ctx), "text/plain")));

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Deadline_HalfOfFileOfKnownLength_ClientGetsError(string version) =>
        ClientGetsErrorAsync(version, app => app.MapGet("/", async (HttpContext http, Context ctx) =>
        {
            http.Response.ContentLength = 1_000_000;
            await http.StartBodyAsync();
            _entered.Set();
            await ctx.Done;
        }));

    [Theory]
    [MemberData(nameof(Versions))]
    public Task Deadline_HalfOfKnownLengthAndThrows_ClientGetsError(string version) =>
        ClientGetsErrorAsync(version, app => app.MapGet("/", async (HttpContext http, Context ctx) =>
        {
            http.Response.ContentLength = 1_000_000;
            await http.StartBodyAsync();
            _entered.Set();
            await ctx.Done;
            ctx.ThrowIfDone("writing");
        }));

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_HalfOfPhysicalFile_ClientGetsError(string version)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[64 << 20], TestContext.Current.CancellationToken);
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", () => Results.File(path, "text/plain")).WithDeadline(_limit));
        using var http = server.CreateClient();

        // More than the buffers on the way hold, and nobody reads: the server is in the middle of it.
        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), "the body ends");
        await server.Log.WaitForAsync(IsAbort, "the abort is logged");
        await server.StopAsync();
        Assert.Single(server.Log.Entries, entry => IsAbort(entry.Text));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
        File.Delete(path);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Deadline_ConnectionCutBeforeHandlerReturns_IsLoggedWhenItDoes(string version)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", async (HttpContext http, CancellationToken token) =>
            {
                var writing = http.Response.Body.WriteAsync(new byte[64 << 20], token);
                _entered.Set();
                try
                {
                    await writing;
                }
                finally
                {
                    await released.Task;
                }
            }).WithDeadline(_limit));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        // It is the server that cuts it, where a write waits for the client when its token fires.
        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), "the body ends");
        var tooEarly = server.Log.Entries.Count(entry => IsAbort(entry.Text));
        released.SetResult();

        await server.Log.WaitForAsync(IsAbort, "the abort is logged");
        Assert.Equal(0, tooEarly);
        Assert.Single(server.Log.Entries, entry => IsAbort(entry.Text));
    }

    [Theory]
    [InlineData("/json")]
    [InlineData("/document")]
    [InlineData("/stream")]
    public async Task Deadline_BeforeFirstByte_Answers504(string path)
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
        {
            var group = app.MapGroup("").WithDeadline(_limit);
            group.MapGet("/json", (Context ctx) => NothingAsync(ctx));
            group.MapGet("/document", async (Context ctx) =>
            {
                _entered.Set();
                await ctx.Done;
                return new { Late = "but whole" };
            });
            group.MapGet("/stream", (Context ctx) => Results.Stream(new StalledStream(_entered, ctx, begun: true), "text/plain"));
        });
        using var http = server.CreateClient();

        var call = http.GetAsync(path, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);

        async IAsyncEnumerable<int> NothingAsync(Context ctx)
        {
            _entered.Set();
            await Task.Delay(Timeout.Infinite, ctx);
            yield return 0;
        }
    }

    [Theory]
    [InlineData("1.1", "/length")]
    [InlineData("2.0", "/length")]
    [InlineData("1.1", "/length/throws")]
    [InlineData("2.0", "/length/throws")]
    [InlineData("1.1", "/completed")]
    [InlineData("2.0", "/completed")]
    public async Task Deadline_AfterWholeResponse_IsLeftAlone(string version, string path)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app =>
        {
            var group = app.MapGroup("").WithDeadline(_limit);
            group.MapGet("/length", async (HttpContext http, Context ctx) =>
            {
                http.Response.ContentLength = 5;
                await http.StartBodyAsync("whole");
                _entered.Set();
                await ctx.Done;
            });
            group.MapGet("/length/throws", async (HttpContext http, Context ctx) =>
            {
                http.Response.ContentLength = 5;
                await http.StartBodyAsync("whole");
                _entered.Set();
                await ctx.Done;
                ctx.ThrowIfDone("lingering");
            });
            group.MapGet("/completed", async (HttpContext http, Context ctx) =>
            {
                await http.StartBodyAsync("whole");
                await http.Response.CompleteAsync();
                _entered.Set();
                await ctx.Done;
                ctx.ThrowIfDone("lingering");
            });
        });
        using var http = server.CreateClient();

        var call = http.GetStringAsync(path, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        Assert.Equal("whole", await Signal.WaitAsync(call, "the answer arrives"));
        Assert.DoesNotContain(server.Log.Entries, entry => IsAbort(entry.Text));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Fact]
    public async Task Deadline_EmptyAnswer_IsLeftAlone()
    {
        await using var server = await PlumblineServer.StartAsync("1.1", _clock, app =>
            app.MapPost("/", async (Context ctx) =>
            {
                _entered.Set();
                await ctx.Done;
                return Results.NoContent();
            }).WithDeadline(_limit));
        using var http = server.CreateClient();

        var call = http.PostAsync("/", null, TestContext.Current.CancellationToken);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        using var response = await Signal.WaitAsync(call, "the answer arrives");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static bool IsAbort(string text) =>
        text.StartsWith("The response of HTTP: GET / had started and was aborted: ", StringComparison.Ordinal);

    private async Task ClientGetsErrorAsync(string version, Func<WebApplication, RouteHandlerBuilder> map)
    {
        await using var server = await PlumblineServer.StartAsync(version, _clock, app => map(app).WithDeadline(_limit));
        using var http = server.CreateClient();

        using var response = await http.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _entered.WaitAsync();
        _clock.Advance(_limit);

        await Signal.ThrowsAsync<HttpRequestException>(
            response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "the body ends");
        await server.Log.WaitForAsync(IsAbort, "the abort is logged");
        await server.StopAsync();
        var (level, _) = Assert.Single(server.Log.Entries, entry => IsAbort(entry.Text));
        Assert.Equal(LogLevel.Information, level);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Level > LogLevel.Information);
    }

    private async IAsyncEnumerable<int> CountAsync(Context ctx)
    {
        for (var number = 0; number < 10; number++)
            yield return number;
        _entered.Set();

        // Whoever enumerates swallows what this throws, because RequestAborted has fired.
        await Task.Delay(Timeout.Infinite, ctx);
    }

    /// <summary>Gives some bytes, and then none until it is canceled.</summary>
    private sealed class StalledStream(Signal entered, Context ctx, bool begun = false) : Stream
    {
        private bool _hasBegun = begun;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                return Encoding.ASCII.GetBytes("first", buffer.Span);
            }

            entered.Set();
            await Task.Delay(Timeout.Infinite, ctx);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
