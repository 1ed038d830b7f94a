using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A context as a parameter of Razor Pages' handlers.</summary>
public sealed class PageTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task OnGet_ContextParameter_IsTheRequests()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();

        var page = await http.GetStringAsync("/order/7", TestContext.Current.CancellationToken);

        Assert.Equal("7, same, 2 s left, True", page.Trim());
    }

    [Fact]
    public async Task OnPost_ContextBesideForm_IsTheRequests()
    {
        await using var server = await StartAsync();
        using var http = server.CreateClient();
        using var form = new FormUrlEncodedContent([new("name", "ada"), new("ctx", "not this")]);

        using var response = await http.PostAsync("/order/7", form, TestContext.Current.CancellationToken);

        Assert.Equal("ada: 7, same, 2 s left, True, its token", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<LoopbackServer> StartAsync() =>
        LoopbackServer.StartAsync(
            "1.1",
            static app =>
            {
                app.UsePlumbline();
                app.MapRazorPages();
            },
            services => services.AddSingleton<TimeProvider>(_clock).AddPlumbline().AddRazorPages());
}
