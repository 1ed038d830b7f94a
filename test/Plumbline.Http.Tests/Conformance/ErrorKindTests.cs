using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.Http.Conformance;

/// <summary>Which error a call ends with: the same kind in each phase and version, whatever the cause.</summary>
public sealed class ErrorKindTests
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly InvalidOperationException _cause = new("the user clicked again");
    private readonly Signal _reached = new("the call is where it is to end");
    private readonly Signal _gone = new("the server sees the client leave");

    /// <summary>Version, and in which phase the call ends.</summary>
    public static TheoryData<string, string> Phases => new()
    {
        { "1.1", "/headers" },
        { "2.0", "/headers" },
        { "1.1", "/body" },
        { "2.0", "/body" },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H21")]
    [Trait("Behaviour", "H22")]
    [Trait("Behaviour", "H23")]
    public async Task Call_CanceledForACause_IsCanceledAndKeepsIt(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = ReadAsync(http, ctx, phase);
        await _reached.WaitAsync();
        cancel.Cancel(_cause);

        var error = await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.Equal((true, false), (error.IsCanceled(ctx), error.IsDeadlineExceeded(ctx)));
        Assert.Same(_cause, error.InnerException);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H21")]
    [Trait("Behaviour", "H23")]
    [Trait("Behaviour", "H24")]
    public async Task Call_DeadlineWithACause_IsDeadlineAndKeepsIt(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx, _cause);

        var call = ReadAsync(http, ctx, phase);
        await _reached.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.Equal((false, true), (error.IsCanceled(ctx), error.IsDeadlineExceeded(ctx)));
        Assert.Same(_cause, error.InnerException);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H21")]
    public async Task Call_Deadline_HasATimeoutInside(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Root(_clock).WithTimeout(_budget, out var ctx);

        var call = ReadAsync(http, ctx, phase);
        await _reached.WaitAsync();
        _clock.Advance(_budget);

        var error = await Signal.ThrowsAsync<DeadlineExceededException>(call, "the call ends with its deadline");
        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Theory]
    [MemberData(nameof(Phases))]
    [Trait("Behaviour", "H20")]
    public async Task Call_AddressWithSecrets_IsNamedWithoutThem(string version, string phase)
    {
        await using var server = await StartAsync(version);
        using var http = server.CreateClient();
        using var cancel = Context.Background.WithCancel(out var ctx);

        var call = ReadAsync(http, ctx, $"http://ada:hidden@{server.Address.Authority}{phase}?key=hidden#hidden");
        await _reached.WaitAsync();
        cancel.Cancel();

        var error = await Signal.ThrowsAsync<ContextCanceledException>(call, "the call ends with its context");
        Assert.StartsWith($"context canceled: GET http://{server.Address.Authority}{phase}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Behaviour", "H20")]
    public async Task GetAsync_NotSentToAddressWithSecrets_IsNamedWithoutThem()
    {
        using var http = new HttpClient(new UnreachableHandler());
        using var cancel = Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(0.5), out var ctx);

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(
            () => http.GetAsync(ctx, "http://ada:hidden@localhost/report?key=hidden#hidden"));

        Assert.StartsWith("context deadline exceeded: GET http://localhost/report, ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    private async Task<string> ReadAsync(HttpClient http, Context ctx, string address)
    {
        using var response = await http.GetAsync(ctx, address, HttpCompletionOption.ResponseHeadersRead);
        _reached.Set();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private Task<LoopbackServer> StartAsync(string version) =>
        LoopbackServer.StartAsync(version, app =>
        {
            app.MapGet("/headers", http =>
            {
                _reached.Set();
                return http.UntilGoneAsync(_gone);
            });
            app.MapGet("/body", async http =>
            {
                await http.StartBodyAsync();
                await http.UntilGoneAsync(_gone);
            });
        });
}
