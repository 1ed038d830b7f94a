using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A context as a parameter of hub methods that return one result.</summary>
public sealed class HubCallTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Seen _seen = new();

    [Theory]
    [InlineData("ada", "ada, 7, Active, True")]
    [InlineData(null, "null, 7, Active, True")]
    public async Task Context_AmongArguments_IsNotSentByClient(string? name, string expected)
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        var answer = await connection.InvokeAsync<string>("Order", name, 7, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer);
    }

    [Theory]
    [InlineData("OfHub", "00:00:04")]
    [InlineData("OfMethod", "00:00:02")]
    [InlineData("OfPolicy", "00:00:03")]
    [InlineData("OfMaximum", "00:01:00")]
    [InlineData("Free", "")]
    [InlineData("renamed", "00:00:04")]
    [InlineData("Twice", "True")]
    public async Task Context_OfCall_HasDeadlineOfMethodOrHub(string method, string expected)
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        var answer = await connection.InvokeAsync<string>(method, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer);
    }

    [Fact]
    public async Task Context_CallIsOver_IsDone()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        await connection.InvokeAsync<string>("Order", "ada", 7, TestContext.Current.CancellationToken);

        await _seen.Ended.WaitAsync();
        Assert.Equal(ContextStatus.Canceled, _seen.Ctx.Status);
    }

    [Fact]
    public async Task Deadline_Passes_TellsClient()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        var call = connection.InvokeAsync("WaitAsync", TestContext.Current.CancellationToken);
        await _seen.Entered.WaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));

        var error = await Signal.ThrowsAsync<HubException>(call, "the call ends");
        Assert.EndsWith("HubException: The deadline of hub method 'WaitAsync' passed before it was done.", error.Message, StringComparison.Ordinal);
        Assert.Equal(ContextStatus.DeadlineExceeded, _seen.Ctx.Status);
        Assert.Equal(HubConnectionState.Connected, connection.State);
    }

    [Fact]
    public async Task Deadline_OfHub_DoesNotEndItsConnection()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("00:00:04", await connection.InvokeAsync<string>("OfHub", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Client_Leaves_IsTheCauseAndNoError()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        var connection = await HubServer.ConnectAsync(server, "/calls");

        var call = connection.InvokeAsync("WaitAsync", TestContext.Current.CancellationToken);
        await _seen.Entered.WaitAsync();
        await connection.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        await _seen.Left.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_seen.Ctx.Cause);
        Assert.Null(_seen.Escaped);
        Assert.DoesNotContain(server.Log.Entries, static entry => entry.Level >= LogLevel.Warning);
        Assert.Contains(server.Log.Entries, static entry => entry.Text.StartsWith("The call of hub method 'WaitAsync' was given up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_Stops_IsTheCause()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        var call = connection.InvokeAsync("WaitAsync", TestContext.Current.CancellationToken);
        await _seen.Entered.WaitAsync();
        await Signal.WaitAsync(server.StopAsync(), "the server stops");

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.IsType<HostStoppingException>(_seen.Ctx.Cause);
    }

    [Fact]
    public async Task ClientResult_DeadlinePasses_IsWaitedForNoLonger()
    {
        var asked = new Signal("the client is asked");
        var never = new TaskCompletionSource<int>();
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");
        connection.On("Answer", () =>
        {
            asked.Set();
            return never.Task;
        });

        var call = connection.InvokeAsync<int>("AskAsync", TestContext.Current.CancellationToken);
        await asked.WaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(4));

        // SignalR's own error, as the token it was given is canceled: no OperationCanceledException.
        var error = await Signal.ThrowsAsync<HubException>(call, "the call ends");
        Assert.EndsWith("HubException: Invocation canceled by the server.", error.Message, StringComparison.Ordinal);
        Assert.Equal(ContextStatus.DeadlineExceeded, _seen.Ctx.Status);
        never.SetResult(1);
    }

    [Fact]
    public async Task Context_BesideUploadedStream_LivesWhileItIsRead()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        var sum = await connection.InvokeAsync<int>("SumAsync", Numbers(), TestContext.Current.CancellationToken);

        Assert.Equal(6, sum);
        await _seen.Ended.WaitAsync();

        static async IAsyncEnumerable<int> Numbers()
        {
            yield return 1;
            await Task.Yield();
            yield return 2;
            yield return 3;
        }
    }
}
