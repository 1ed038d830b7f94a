using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plumbline;
using Plumbline.AspNetCore;
using Plumbline.AspNetCore.Incoming;
using Plumbline.AspNetCore.Internal;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the request context into the pipeline.</summary>
public static class ApplicationBuilderContextExtensions
{
    /// <summary>
    /// From here on a request has a context, which is done when the client disconnects or the endpoint's time is up; <c>RequestAborted</c> is its token.
    /// </summary>
    /// <param name="app">The pipeline; after routing, after exception handlers, before the endpoints.</param>
    /// <returns><paramref name="app"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="app"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddPlumbline</c> was not called.</exception>
    /// <remarks>
    /// An exception that the request's context caused becomes 504 for a deadline and 499 for a client that is gone. If the response has started,
    /// the connection is aborted, so that the client sees an error and not half a success.
    /// </remarks>
    public static IApplicationBuilder UsePlumbline(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(Context)) == false)
            throw new InvalidOperationException("app.UsePlumbline() needs its services: add builder.Services.AddPlumbline() before the application is built.");

        var clock = app.ApplicationServices.GetService<TimeProvider>() ?? TimeProvider.System;
        var options = app.ApplicationServices.GetRequiredService<IOptions<RequestContextOptions>>().Value;
        var logger = app.ApplicationServices.GetRequiredService<ILogger<RequestContextMiddleware>>();
        var incoming = IncomingDeadlineReader.Create(options.Incoming, clock, app.ApplicationServices);
        return app.Use(next => new RequestContextMiddleware(next, clock, options.DefaultTimeout, incoming, logger).InvokeAsync);
    }
}
