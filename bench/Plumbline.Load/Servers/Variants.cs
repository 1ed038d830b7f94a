using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace Plumbline.Load.Servers;

/// <summary>All servers that are compared.</summary>
internal static class Variants
{
    private const string Answer = "Hello, World!";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    internal static ServerVariant Bare { get; } = new("bare", "bare", NoServices, MapNothing);

    internal static ServerVariant BareToken { get; } = new("bare-token", "bare, token parameter", NoServices, MapToken);

    internal static ServerVariant BareHeader { get; } = new("bare-header", "bare, token parameter, header sent", NoServices, MapToken, HasHeader: true);

    internal static ServerVariant Timeouts { get; } = new(
        "timeouts",
        "`UseRequestTimeouts()`, token parameter",
        static services => services.AddRequestTimeouts(static options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = _limit }),
        static app =>
        {
            app.UseRequestTimeouts();
            MapToken(app);
        });

    internal static ServerVariant Linked { get; } = new("linked", "linked source by hand, token parameter", NoServices, static app =>
    {
        UseLinkedSource(app);
        MapToken(app);
    });

    internal static ServerVariant OursToken { get; } = new("ours-token", "`UsePlumbline()`, token parameter", AddOurs, static app =>
    {
        app.UsePlumbline();
        MapToken(app);
    });

    internal static ServerVariant OursContext { get; } = new("ours-context", "`UsePlumbline()`, `Context` parameter", AddOurs, static app =>
    {
        app.UsePlumbline();
        app.MapGet(LoadPaths.Hello, static (Context ctx) => ctx.IsDone ? "" : Answer);
    });

    internal static ServerVariant OursHeader { get; } = OursToken with
    {
        Name = "ours-header",
        What = "`UsePlumbline()`, token parameter, header sent",
        HasHeader = true,
    };

    /// <summary>All of them, in the order of the page.</summary>
    internal static IReadOnlyList<ServerVariant> All { get; } = [Bare, BareToken, BareHeader, Timeouts, Linked, OursToken, OursContext, OursHeader];

    internal static ServerVariant Find(string name) => All.Single(variant => variant.Name == name);

    private static void NoServices(IServiceCollection services)
    {
    }

    private static void AddOurs(IServiceCollection services) => services.AddPlumbline(static options => options.DefaultDeadline = _limit);

    private static void MapNothing(WebApplication app) => app.MapGet(LoadPaths.Hello, static () => Answer);

    private static void MapToken(WebApplication app) =>
        app.MapGet(LoadPaths.Hello, static (CancellationToken token) => token.IsCancellationRequested ? "" : Answer);

    private static void UseLinkedSource(WebApplication app) => app.Use(static async (http, next) =>
    {
        var gone = http.RequestAborted;
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(gone);
        linked.CancelAfter(_limit);
        http.RequestAborted = linked.Token;
        try
        {
            await next(http);
        }
        finally
        {
            http.RequestAborted = gone;
        }
    });
}
