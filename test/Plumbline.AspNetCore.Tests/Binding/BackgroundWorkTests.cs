using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>What outlives the request: a detached context does, tokens of the request do not.</summary>
public sealed class BackgroundWorkTests
{
    private static readonly ContextKey<string> _user = new("user");
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _goOn = new("the request is gone");
    private readonly Signal _left = new("the pipeline is left");

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task WithoutCancel_RequestAndHttpContextAreGone_LivesOnWithValues(string version)
    {
        var requests = Context.Background;
        HttpContext? httpContext = null;
        Task<string>? work = null;
        var server = await PlumblineServer.StartAsync(version, _clock, app =>
            app.MapGet("/", (Context ctx, HttpContext http) =>
            {
                requests = ctx;
                httpContext = http;
                work = WorkAsync(ctx.WithValue(_user, "ada").WithoutCancel());
            }).WithDeadline(TimeSpan.FromSeconds(5)));
        await using (server)
        {
            using var http = server.CreateClient();
            (await http.GetAsync("/", TestContext.Current.CancellationToken)).Dispose();
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        _goOn.Set();

        Assert.Equal("ada, Active, no deadline, the same clock", await Signal.WaitAsync(work!, "the work is done"));
        Assert.True(requests.IsDone);
        Assert.Throws<ObjectDisposedException>(() => httpContext!.RequestContext());

        async Task<string> WorkAsync(Context ctx)
        {
            await _goOn.WaitAsync();
            ctx.TryGetValue(_user, out var user);
            return $"{user}, {ctx.Status}, {(ctx.Deadline is null ? "no deadline" : "a deadline")}, {(ctx.Clock == _clock ? "the same clock" : "another clock")}";
        }
    }

    [Fact]
    public async Task RequestAborted_KeptAfterRequest_IsCanceledWhereServersOwnStaysSilent()
    {
        var ofServer = CancellationToken.None;
        var ofRequest = CancellationToken.None;
        var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.Use(async (http, next) =>
                {
                    ofServer = http.RequestAborted;
                    await next(http);
                    _left.Set();
                });
                app.UsePlumbline();
                app.MapGet("/", (HttpContext http) => { ofRequest = http.RequestAborted; });
            },
            services => services.AddPlumbline());
        await using (server)
        {
            using var http = server.CreateClient();
            (await http.GetAsync("/", TestContext.Current.CancellationToken)).Dispose();
            await _left.WaitAsync();
        }

        Assert.True(ofRequest.IsCancellationRequested);
        Assert.True(ofServer.CanBeCanceled);
        Assert.False(ofServer.IsCancellationRequested);
    }
}
