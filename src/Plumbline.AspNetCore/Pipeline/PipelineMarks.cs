using Microsoft.AspNetCore.Builder;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Remembers where in the pipeline the middleware was put, for the check at the start.</summary>
/// <remarks>
/// Works with what the framework's own builders leave in <see cref="IApplicationBuilder.Properties"/>, and misses what it cannot see, such as a
/// middleware between the two that says its name: the request-time warnings are there for that.
/// </remarks>
internal sealed class PipelineMarks
{
    private const string RouteBuilder = "__EndpointRouteBuilder";
    private const string NextMiddleware = "analysis.NextMiddlewareName";
    private const string ExceptionHandler = "Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware";

    private readonly List<(IApplicationBuilder App, bool IsRouted)> _marks = [];

    internal bool IsEmpty => _marks.Count == 0;

    /// <summary>Whether routing was added behind the middleware, wherever that is; where it is not added by hand, it comes first.</summary>
    internal bool IsRoutedLater =>
        !IsEmpty && _marks.TrueForAll(static mark => !mark.IsRouted && mark.App.Properties.ContainsKey(RouteBuilder));

    /// <summary>Whether an exception handler is the very next one. One further in is not seen, and is told of when it takes a deadline for a client that left.</summary>

    internal bool HasExceptionHandlerFurtherIn =>
        _marks.Exists(static mark => mark.App.Properties.TryGetValue(NextMiddleware, out var name) && name is ExceptionHandler);

    internal void Add(IApplicationBuilder app)
    {
        _marks.Add((app, app.Properties.ContainsKey(RouteBuilder)));
        app.Properties[NextMiddleware] = typeof(RequestContextMiddleware).FullName;
    }
}
