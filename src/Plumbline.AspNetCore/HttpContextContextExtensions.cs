using Microsoft.AspNetCore.Http;
using Plumbline.AspNetCore.Pipeline;

namespace Plumbline.AspNetCore;

/// <summary>The way from a request to its context.</summary>
public static class HttpContextContextExtensions
{
    private const string Missing =
        "There is no request context here: add app.UsePlumbline() before the endpoints. Outside of a request, derive one from Context.Background.";

    /// <summary>The context of a request: done when the client disconnects, the endpoint's time is up, the host stops, or after the request.</summary>
    /// <param name="httpContext">The request.</param>
    /// <returns>The same context that an endpoint gets as its <c>Context</c> parameter.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="httpContext"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The request has not passed <c>app.UsePlumbline()</c>.</exception>
    /// <remarks>Go: <c>http.Request.Context</c>. Cost: a look-up among the request's features.</remarks>
    public static Context RequestContext(this HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return httpContext.Features.Get<RequestRun>() is { } run ? run.Context : throw new InvalidOperationException(Missing);
    }
}
