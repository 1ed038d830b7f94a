using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Loopback;

namespace Plumbline.AspNetCore;

/// <summary>A server with the request context in its pipeline, whose deadlines run on a fake clock.</summary>
internal static class PlumblineServer
{
    public static Task<LoopbackServer> StartAsync(
        string version, FakeTimeProvider clock, Action<WebApplication> endpoints, Action<RequestContextOptions>? options = null) =>
        LoopbackServer.StartAsync(
            version,
            app =>
            {
                app.UsePlumbline();
                endpoints(app);
            },
            services => services.AddSingleton<TimeProvider>(clock).AddPlumbline(options ?? (_ => { })));
}
