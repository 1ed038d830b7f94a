using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Plumbline.AspNetCore;

/// <summary>Hubs get contexts without more than <c>AddPlumbline()</c> and <c>AddSignalR()</c>, beside what the application brings of its own.</summary>
public sealed class HubSetUpTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Seen _seen = new();

    [Fact]
    public async Task AddSignalR_ComesFirst_WorksAsWell()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen, before: static services => services.AddSignalR());
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        Assert.Equal("00:00:04", await connection.InvokeAsync<string>("OfHub", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AddPlumbline_ActivatorOfApplication_Stays()
    {
        await using var server = await HubServer.StartAsync(
            _clock, _seen, before: static services => services.AddScoped(typeof(IHubActivator<>), typeof(OwnActivator<>)));

        using var scope = server.Services.CreateScope();

        Assert.IsType<OwnActivator<CallsHub>>(scope.ServiceProvider.GetRequiredService<IHubActivator<CallsHub>>());
    }

    [Fact]
    public async Task Hub_FromContainer_IsDisposedByContainerOnly()
    {
        await using var server = await HubServer.StartAsync(
            _clock, _seen, before: static services => services.AddScoped<CallsHub>());
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        Assert.Equal("00:00:04", await connection.InvokeAsync<string>("OfHub", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Filter_ThatMakesInvocationAnew_GetsAlongWithOurs(bool isOutside)
    {
        void AddFilter(IServiceCollection services) => services.Configure<HubOptions>(static hub => hub.AddFilter(new CopyingFilter()));
        await using var server = await HubServer.StartAsync(
            _clock, _seen, before: isOutside ? AddFilter : null, after: isOutside ? null : AddFilter);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        Assert.Equal("00:00:04", await connection.InvokeAsync<string>("OfHub", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Service_ContextInConstructor_IsDoneAndSaysWhy()
    {
        await using var server = await HubServer.StartAsync(_clock, _seen);
        await using var connection = await HubServer.ConnectAsync(server, "/calls");

        var answer = await connection.InvokeAsync<string>("ByService", TestContext.Current.CancellationToken);

        Assert.StartsWith("True: A Context is not injected: take it as a parameter of the handler", answer, StringComparison.Ordinal);
    }

    private sealed class OwnActivator<THub>(IServiceProvider services) : IHubActivator<THub>
        where THub : Hub
    {
        public THub Create() => ActivatorUtilities.CreateInstance<THub>(services);

        public void Release(THub hub) => hub.Dispose();
    }

    private sealed class CopyingFilter : IHubFilter
    {
        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next) =>
            next(new HubInvocationContext(
                invocationContext.Context,
                invocationContext.ServiceProvider,
                invocationContext.Hub,
                invocationContext.HubMethod,
                new List<object?>(invocationContext.HubMethodArguments)));
    }
}
