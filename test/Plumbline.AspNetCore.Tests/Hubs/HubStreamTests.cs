using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A context as a parameter of hub methods that return a stream: it lives as long as the stream.</summary>
public sealed class HubStreamTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Seen _seen = new();

    [Fact]
    public async Task Stream_ReadToEnd_ContextLivesUntilThen()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/streams");

        var items = await connection.StreamAsync<int>("Two", TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1, 2], items);
        await _seen.Ended.WaitAsync();
    }

    [Theory]
    [InlineData("Sequence")]
    [InlineData("LaterAsync")]
    [InlineData("WithToken")]
    public async Task Stream_CanceledByClient_IsTheCause(string method)
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/streams");

        await ReadOneAsync(connection, method);

        await _seen.Ended.WaitAsync();
        Assert.IsType<StreamCanceledException>(_seen.Ctx.Cause);
        Assert.Equal(HubConnectionState.Connected, connection.State);
    }

    [Fact]
    public async Task Channel_CanceledByClient_EndsContext()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/streams");

        await ReadOneAsync(connection, "Channel");

        await _seen.Ended.WaitAsync();
        Assert.Equal(ContextStatus.Canceled, _seen.Ctx.Status);
    }

    [Theory]
    [InlineData("Limited")]
    [InlineData("LimitedToken")]
    public async Task Stream_DeadlinePasses_TellsClient(string method)
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/streams");
        await using var items = connection.StreamAsync<int>(method, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await items.MoveNextAsync());
        await _seen.Entered.WaitAsync();
        var next = items.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(2));

        var error = await Signal.ThrowsAsync<HubException>(next, "the stream ends");
        Assert.Contains($"The deadline of hub method '{method}' passed before it was done.", error.Message, StringComparison.Ordinal);
        Assert.Equal(ContextStatus.DeadlineExceeded, _seen.Ctx.Status);
    }

    [Theory]
    [InlineData("Sequence")]
    [InlineData("WithToken")]
    [InlineData("Channel")]
    public async Task Client_LeavesStream_IsTheCauseAndNoError(string method)
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        var connection = await HubServer.ConnectAsync(server, "/streams");
        await using var items = connection.StreamAsync<int>(method, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await items.MoveNextAsync());
        await connection.DisposeAsync();

        await _seen.Ended.WaitAsync();
        Assert.IsType<ClientDisconnectedException>(_seen.Ctx.Cause);
        await server.StopAsync();
        Assert.DoesNotContain(server.Log.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    private static async Task ReadOneAsync(HubConnection connection, string method)
    {
        using var canceling = new CancellationTokenSource();
        await using var items = connection.StreamAsync<int>(method, canceling.Token).GetAsyncEnumerator(canceling.Token);
        Assert.True(await items.MoveNextAsync());
        await canceling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await items.MoveNextAsync());
    }
}
