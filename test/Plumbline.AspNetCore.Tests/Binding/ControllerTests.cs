using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A context as a parameter of MVC's actions.</summary>
public sealed class ControllerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("/orders/7", "7, same, 2 s left")]
    [InlineData("/orders/marked", "same, 2 s left")]
    [InlineData("/orders/token", "same, 2 s left")]
    [InlineData("/orders/filtered", "same, 2 s left")]
    [InlineData("/home/index/7", "7, same, 2 s left, True")]
    [InlineData("/home/index/7?ctx=1&ctx.Clock=2", "7, same, 2 s left, True")]
    public async Task Action_ContextParameter_IsTheRequests(string path, string expected)
    {
        await using var server = await StartAsync(isMvcFirst: false);
        using var http = server.CreateClient();

        Assert.Equal(expected, await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Action_ContextBesideBody_IsNotReadFromIt(bool isMvcFirst)
    {
        await using var server = await StartAsync(isMvcFirst);
        using var http = server.CreateClient();
        using var body = new StringContent("""{"name":"ada"}""", Encoding.UTF8, "application/json");

        using var response = await http.PostAsync("/orders", body, TestContext.Current.CancellationToken);

        Assert.Equal("ada, same, 2 s left", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ApiExplorer_ContextParameter_IsNotDescribed()
    {
        await using var server = await StartAsync(isMvcFirst: false);

        var descriptions = server.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items
            .SelectMany(static group => group.Items)
            .ToDictionary(static item => item.RelativePath!, static item => item.ParameterDescriptions.Select(static parameter => parameter.Name));

        Assert.Equal(["id"], descriptions["orders/{id}"]);
        Assert.Equal(["order"], descriptions["orders"]);
    }

    [Fact]
    public async Task AddPlumbline_WithoutMvc_MakesNoMvcOptions()
    {
        var isAsked = false;
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            static app =>
            {
                app.UsePlumbline();
                app.MapGet("/", (Context ctx) => "");
            },
            services => services.Configure<MvcOptions>(_ => isAsked = true).AddPlumbline());
        using var http = server.CreateClient();

        (await http.GetAsync("/", TestContext.Current.CancellationToken)).Dispose();

        Assert.False(isAsked);
    }

    private Task<LoopbackServer> StartAsync(bool isMvcFirst) =>
        LoopbackServer.StartAsync(
            "1.1",
            static app =>
            {
                app.UsePlumbline();
                app.MapControllers();
                app.MapControllerRoute("default", "{controller}/{action}/{id?}");
            },
            services =>
            {
                services.AddSingleton<TimeProvider>(_clock);

                // Then API controllers look for everything that is not known to come from elsewhere in the body.
                services.Configure<ApiBehaviorOptions>(options => options.DisableImplicitFromServicesParameters = isMvcFirst);
                Action[] order = [() => services.AddPlumbline(), () => services.AddControllersWithViews()];
                order[isMvcFirst ? 1 : 0]();
                order[isMvcFirst ? 0 : 1]();
            });
}
