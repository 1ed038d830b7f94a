using Microsoft.AspNetCore.Http;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Where the service provider finds a request's context without an <c>AsyncLocal</c>: a scoped service.</summary>
/// <remarks>
/// Set before the endpoint runs, and set anew when an error handler runs the pipeline again for the same request and in the same scope: ask it
/// each time, keep nothing that it gave.
/// </remarks>
internal sealed class RequestContextHolder
{
    private const string Missing =
        "There is no request context here: add app.UsePlumbline() before the endpoints. Outside of a request, and in a service scope of your own, derive one from Context.Background.";

    private Context? _ctx;

    internal static Context From(HttpContext httpContext) =>
        httpContext.Features.Get<RequestRun>() is { } run
            ? run.Context
            : throw new InvalidOperationException(Missing);

    internal Context Get() => _ctx ?? throw new InvalidOperationException(Missing);

    internal void Set(Context ctx) => _ctx = ctx;
}
