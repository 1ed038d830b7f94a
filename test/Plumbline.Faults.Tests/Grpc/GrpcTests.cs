using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.AspNetCore;
using Plumbline.Loopback;

namespace Plumbline.Faults.Grpc;

/// <summary>gRPC as grpc-dotnet does it, with the request context around it: two who know the deadline, and one answer.</summary>
public sealed class GrpcTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);

    // Less than what a handler may overrun before that is warned of.
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(1);

    // The trigger, where time has to be real: grpc-dotnet takes no other clock.
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(200);
    private readonly FakeTimeProvider _clock = new();
    private readonly Signal _entered = new("the method is entered");
    private readonly Signal _goOn = new("the method may go on");
    private readonly Signal _left = new("the method is left");
    private readonly ConcurrentQueue<Context> _contexts = [];
    private TimeSpan? _remaining;
    private TimeSpan? _atDoor;

    public static TheoryData<MethodType> Methods => [MethodType.Unary, MethodType.ServerStreaming];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Deadline_OfCall_IsTheContexts(MethodType method)
    {
        await using var server = await StartAsync(_clock, NoteAsync, options => options.Incoming.Maximum = _long * 2);
        using var channel = GrpcChannel.ForAddress(server.Address);

        Assert.Equal("done", await CallAsync(channel, method, _long));

        // Not the default, which is shorter; the client has rounded it up, and some of it has passed.
        Assert.InRange(_remaining!.Value, _limit * 2, _long + _limit);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Deadline_None_LeavesDefaultAndMaximumOut(MethodType method)
    {
        await using var server = await StartAsync(_clock, NoteAsync, options => options.MaximumDeadline = _limit);
        using var channel = GrpcChannel.ForAddress(server.Address);

        Assert.Equal("done", await CallAsync(channel, method, Timeout.InfiniteTimeSpan));

        Assert.Null(_remaining);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Deadline_LongerThanMaximum_IsTheMaximum(MethodType method)
    {
        await using var server = await StartAsync(_clock, NoteAsync, options => options.MaximumDeadline = _limit);
        using var channel = GrpcChannel.ForAddress(server.Address);

        Assert.Equal("done", await CallAsync(channel, method, _long));

        Assert.Equal(_limit, _remaining);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/grpcx")]
    public async Task Request_NoGrpc_HasTheDefault(string contentType)
    {
        await using var server = await StartAsync(_clock, NoteAsync);
        using var http = server.CreateClient();
        using var content = new StringContent("");
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        content.Headers.Add("grpc-timeout", "99999999H");

        using var response = await http.PostAsync("/plumbline.Echo/Unary", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(_limit, _atDoor);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_Running_SeesOneContextByEveryWay(MethodType method)
    {
        await using var server = await StartAsync(_clock, context =>
        {
            _contexts.Enqueue(context.GetHttpContext().RequestContext());
            _contexts.Enqueue(Context.From(context.CancellationToken));
            return Task.FromResult("done");
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        // Without a deadline grpc-dotnet hands on RequestAborted, which is ours.
        Assert.Equal("done", await CallAsync(channel, method, Timeout.InfiniteTimeSpan));

        Assert.Equal(_contexts.First(), _contexts.Last());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Deadline_Passes_BothAgree(MethodType method)
    {
        await using var server = await StartAsync(TimeProvider.System, async context =>
        {
            var ctx = context.GetHttpContext().RequestContext();
            await Signal.WaitAsync(ctx.Done, "the context is done");
            _left.Set();
            ctx.ThrowIfDone("working");
            return "too late";
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        var error = await Signal.ThrowsAsync<RpcException>(CallAsync(channel, method, _short), "the call ends");

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await _left.WaitAsync();
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, IsNoise);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Deadline_OfContextPassesFirst_AnswersDeadlineExceeded(MethodType method)
    {
        await using var server = await StartAsync(_clock, async context =>
        {
            _entered.Set();
            var ctx = context.GetHttpContext().RequestContext();
            await Signal.WaitAsync(ctx.Done, "the context is done");

            // grpc-dotnet takes what comes before its own token has fired for a failure of the method.
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ctx.ThrowIfDone("working");
            return "too late";
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        // To the client and to grpc-dotnet, which run on real time, nothing has happened.
        var call = CallAsync(channel, method, _long);
        await _entered.WaitAsync();
        _clock.Advance(_long + _moment);

        var error = await Signal.ThrowsAsync<RpcException>(call, "the call ends");
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, IsNoise);
    }

    [Theory]
    [InlineData(MethodType.Unary, "late, and whole", "late, and whole")]
    [InlineData(MethodType.ServerStreaming, "", "first")]
    public async Task Method_EndsWellAfterDeadline_IsLeftAlone(MethodType method, string answer, string last)
    {
        await using var server = await StartAsync(_clock, async context =>
        {
            _entered.Set();
            await Signal.WaitAsync(context.GetHttpContext().RequestContext().Done, "the context is done");
            return answer;
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        var call = CallAsync(channel, method, _long);
        await _entered.WaitAsync();
        _clock.Advance(_long + _moment);

        Assert.Equal(last, await Signal.WaitAsync(call, "the call ends"));
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, IsNoise);
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Text.Contains("had started and was aborted", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Method_SaysHowItFailedAfterDeadline_IsLeftAlone(MethodType method)
    {
        await using var server = await StartAsync(_clock, async context =>
        {
            _entered.Set();
            await Signal.WaitAsync(context.GetHttpContext().RequestContext().Done, "the context is done");
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "No room."));
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        var call = CallAsync(channel, method, _long);
        await _entered.WaitAsync();
        _clock.Advance(_long + _moment);

        var error = await Signal.ThrowsAsync<RpcException>(call, "the call ends");
        Assert.Equal((StatusCode.ResourceExhausted, "No room."), (error.StatusCode, error.Status.Detail));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Deadline_TokenOnlyMethod_AnswersDeadlineExceeded(MethodType method)
    {
        await using var server = await StartAsync(_clock, async context =>
        {
            _entered.Set();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return "too late";
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        var call = CallAsync(channel, method, _long);
        await _entered.WaitAsync();
        _clock.Advance(_long + _moment);

        var error = await Signal.ThrowsAsync<RpcException>(call, "the call ends");
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, IsNoise);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Client_Leaves_IsTheCause(MethodType method)
    {
        Exception? cause = null;
        await using var server = await StartAsync(_clock, async context =>
        {
            var ctx = context.GetHttpContext().RequestContext();
            _entered.Set();
            await Signal.WaitAsync(ctx.Done, "the context is done");
            cause = ctx.Cause;
            _left.Set();
            ctx.ThrowIfDone("working");
            return "too late";
        });
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var leaving = new CancellationTokenSource();

        var call = CallUntilAsync(channel, method, _long, leaving.Token);
        await _entered.WaitAsync();
        await leaving.CancelAsync();

        var error = await Signal.ThrowsAsync<RpcException>(call, "the call ends");
        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
        await _left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(cause);
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, IsNoise);
    }

    [Fact]
    public async Task Stream_DefaultPasses_LivesOn()
    {
        await using var server = await StartAsync(_clock, async context =>
        {
            _entered.Set();
            await _goOn.WaitAsync();
            context.GetHttpContext().RequestContext().ThrowIfDone("streaming");
            return "still here";
        });
        using var channel = GrpcChannel.ForAddress(server.Address);

        var call = CallAsync(channel, MethodType.ServerStreaming, Timeout.InfiniteTimeSpan);
        await _entered.WaitAsync();
        _clock.Advance(_limit * 3);
        _goOn.Set();

        Assert.Equal("still here", await Signal.WaitAsync(call, "the call ends"));
    }

    private static bool IsNoise((LogLevel Level, string Text) entry) => entry.Level > LogLevel.Information;

    private Task<string> NoteAsync(ServerCallContext context)
    {
        _remaining = context.GetHttpContext().RequestContext().Remaining;
        return Task.FromResult("done");
    }

    /// <summary>A server whose default is shorter than the calls; both methods do the same, the stream after a first answer.</summary>
    private Task<LoopbackServer> StartAsync(
        TimeProvider clock, Func<ServerCallContext, Task<string>> method, Action<RequestContextOptions>? configure = null) =>
        LoopbackServer.StartAsync(
            "2.0",
            app =>
            {
                app.UsePlumbline();
                app.Use((http, next) =>
                {
                    _atDoor = http.RequestContext().Remaining;
                    return next(http);
                });
                app.MapGrpcService<Echo>();
            },
            services =>
            {
                services.AddSingleton(clock).AddPlumbline(options =>
                {
                    options.DefaultDeadline = _limit;
                    configure?.Invoke(options);
                });
                services.AddSingleton(new Echo
                {
                    OnUnary = method,
                    OnStream = async (context, answers) =>
                    {
                        await answers.WriteAsync("first");
                        if (await method(context) is { Length: > 0 } answer)
                            await answers.WriteAsync(answer);
                    },
                });
                services.AddGrpc();
            });

    /// <returns>The last answer.</returns>
    private static Task<string> CallAsync(GrpcChannel channel, MethodType method, TimeSpan timeout) =>
        CallUntilAsync(channel, method, timeout, TestContext.Current.CancellationToken);

    private static async Task<string> CallUntilAsync(GrpcChannel channel, MethodType method, TimeSpan timeout, CancellationToken token)
    {
        DateTime? deadline = timeout == Timeout.InfiniteTimeSpan ? null : TimeProvider.System.GetUtcNow().UtcDateTime + timeout;
        var options = new CallOptions(deadline: deadline, cancellationToken: token);
        var invoker = channel.CreateCallInvoker();
        if (method == MethodType.Unary)
            return await invoker.AsyncUnaryCall(Echo.UnaryMethod, null, options, "").ResponseAsync;

        using var call = invoker.AsyncServerStreamingCall(Echo.StreamMethod, null, options, "");
        var last = "";
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            last = call.ResponseStream.Current;
        return last;
    }
}
