using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>Which of the words on a request's deadline holds.</summary>
public sealed class DeadlinePolicyTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("/attribute", "00:00:02")]
    [InlineData("/attribute/and/builder", "00:00:03")]
    [InlineData("/attribute/in/group", "00:00:02")]
    [InlineData("/attribute/policy", "00:00:05")]
    [InlineData("/attribute/none", "")]
    [InlineData("/policy", "00:00:05")]
    [InlineData("/none/in/group", "")]
    [InlineData("/maximum", "00:01:00")]
    public async Task Deadline_OfMinimalApi_NearestWins(string path, string remaining)
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app =>
            {
                app.MapGet("/attribute", [Deadline("2s")] (Context ctx) => Remaining(ctx));
                app.MapGet("/attribute/and/builder", [Deadline("2s")] (Context ctx) => Remaining(ctx)).WithDeadline(TimeSpan.FromSeconds(3));
                app.MapGet("/attribute/policy", [DeadlinePolicy("reports")] (Context ctx) => Remaining(ctx));
                app.MapGet("/attribute/none", [NoDeadline] (Context ctx) => Remaining(ctx));
                app.MapGet("/policy", Remaining).WithDeadline("reports");
                app.MapGet("/maximum", Remaining).WithDeadline(TimeSpan.FromHours(1));
                var group = app.MapGroup("").WithDeadline(TimeSpan.FromSeconds(7));
                group.MapGet("/attribute/in/group", [Deadline("2s")] (Context ctx) => Remaining(ctx));
                group.MapGet("/none/in/group", Remaining).WithoutDeadline();
            },
            Configure);
        using var http = server.CreateClient();

        Assert.Equal(remaining, await http.GetStringAsync(path, TestContext.Current.CancellationToken));

        static string Remaining(Context ctx) => $"{ctx.Remaining}";
    }

    [Theory]
    [InlineData("/controller", "00:00:04")]
    [InlineData("/action", "00:00:02")]
    [InlineData("/free", "")]
    [InlineData("/silent", "00:00:07")]
    public async Task Deadline_OfControllers_NearestWins(string path, string remaining)
    {
        await using var server = await LoopbackServer.StartAsync(
            "1.1",
            app =>
            {
                app.UsePlumbline();
                app.MapGroup("").WithDeadline(TimeSpan.FromSeconds(9)).MapControllers().WithDeadline(TimeSpan.FromSeconds(7));
            },
            services => services
                .AddSingleton<TimeProvider>(_clock)
                .AddPlumbline(Configure)
                .AddControllers()
                .ConfigureApplicationPartManager(parts => parts.ApplicationParts.Add(new AssemblyPart(typeof(DeadlinesController).Assembly))));
        using var http = server.CreateClient();

        Assert.Equal(remaining, await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DefaultDeadline_LongerThanMaximum_IsTheMaximum()
    {
        await using var server = await PlumblineServer.StartAsync(
            "1.1",
            _clock,
            app => app.MapGet("/", (Context ctx) => $"{ctx.Remaining}"),
            options =>
            {
                options.MaximumDeadline = TimeSpan.FromSeconds(1);
                options.DefaultDeadline = TimeSpan.FromSeconds(2);
            });
        using var http = server.CreateClient();

        Assert.Equal("00:00:01", await http.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Policy_Unknown_DoesNotStart()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => PlumblineServer.StartAsync(
            "1.1", _clock, app => app.MapGet("/", () => "").WithDeadline("rapports"), Configure));

        Assert.Equal(
            "There is no deadline policy 'rapports': add it with builder.Services.AddPlumbline(options => options.AddPolicy(\"rapports\", …)).", error.Message);
    }

    [Fact]
    public async Task Attribute_NotADuration_DoesNotStart()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => PlumblineServer.StartAsync(
            "1.1", _clock, app => app.MapGet("/", [Deadline("2 seconds")] () => "")));

        Assert.StartsWith(
            "'2 seconds' is not a duration: write numbers with ms, s, m or h, as in \"500ms\", \"2s\" or \"1m30s\".", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h", 3_600_000)]
    public void Attribute_Duration_IsRead(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new DeadlineAttribute(text).Duration);

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("s")]
    [InlineData("-2s")]
    [InlineData("2 s")]
    [InlineData("2d")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("99999999999999999999999h")]
    public void Attribute_OtherText_IsRefused(string text) =>
        Assert.Equal("duration", Assert.Throws<ArgumentException>(() => new DeadlineAttribute(text)).ParamName);

    [Fact]
    public void Attribute_Zero_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeadlineAttribute("0s"));

    private static void Configure(RequestContextOptions options)
    {
        options.DefaultDeadline = TimeSpan.FromSeconds(30);
        options.MaximumDeadline = TimeSpan.FromMinutes(1);
        options.AddPolicy("reports", TimeSpan.FromSeconds(5));
    }
}
