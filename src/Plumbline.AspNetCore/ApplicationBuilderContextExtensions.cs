using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plumbline;
using Plumbline.AspNetCore;
using Plumbline.AspNetCore.Incoming;
using Plumbline.AspNetCore.Pipeline;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the request context into the pipeline.</summary>
public static class ApplicationBuilderContextExtensions
{
    /// <summary>
    /// From here on a request has a context, which is done when the client disconnects, the endpoint's time is up or the host stops;
    /// <c>RequestAborted</c> is its token.
    /// </summary>
    /// <param name="app">The pipeline; after routing, after exception handlers and response caches, before the endpoints.</param>
    /// <returns><paramref name="app"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddPlumbline</c> was not called.</exception>
    /// <remarks>
    /// <para>
    /// An exception that the request's context caused becomes 504 for a deadline, 503 for a stopping host and 499 for a client that is gone. If the response has
    /// started and is not complete, it is aborted, so that the client sees an error and not half a success.
    /// </para>
    /// <para>
    /// Where it comes before <c>app.UseRouting()</c>, it cannot know the endpoint. An application whose endpoints have deadlines does not start then. Where it
    /// comes before <c>app.UseExceptionHandler()</c>, a warning at the start says so.
    /// </para>
    /// </remarks>
    public static IApplicationBuilder UsePlumbline(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(Context)) == false)
            throw new InvalidOperationException("app.UsePlumbline() needs its services: add builder.Services.AddPlumbline() before the application is built.");

        var services = app.ApplicationServices;
        var host = services.GetRequiredService<HostContexts>();
        var options = services.GetRequiredService<IOptions<RequestContextOptions>>().Value;
        var logger = services.GetRequiredService<ILogger<RequestContextMiddleware>>();
        services.GetRequiredService<PipelineMarks>().Add(app);
        var incoming = IncomingDeadlineReader.Create(options.Incoming, host.Stopping.Clock, services);
        var running = services.GetRequiredService<RunningRequests>();
        var metrics = services.GetRequiredService<RequestMetrics>();
        return app.Use(next => new RequestContextMiddleware(next, host, options, incoming, running, metrics, logger).InvokeAsync);
    }
}
