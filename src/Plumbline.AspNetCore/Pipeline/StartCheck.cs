using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plumbline.AspNetCore.Deadlines;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Looks at pipeline and endpoints once they are put together, before the server listens: mistakes are reported at start-up, not by the first request.</summary>
internal sealed class StartCheck(
    PipelineMarks marks, IOptions<RequestContextOptions> options, ILogger<RequestContextMiddleware> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (marks.HasExceptionHandlerFurtherIn)
            RequestLog.ExceptionHandlerFurtherIn(logger);
        if (app.ApplicationServices.GetService<EndpointDataSource>() is { } source)
            Check(source.Endpoints);
    };

    private void Check(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<IDeadlineMetadata>() is { } deadline)
                Check(endpoint.DisplayName, deadline);
        }
    }

    private void Check(string? endpoint, IDeadlineMetadata deadline)
    {
        deadline.Resolve(options.Value);
        if (marks.IsRoutedLater)
        {
            throw new InvalidOperationException(
                $"The deadline of endpoint '{endpoint}' would not be applied: app.UsePlumbline() must come after app.UseRouting().");
        }

        if (marks.IsEmpty)
            RequestLog.MiddlewareMissing(logger, endpoint);
    }
}
