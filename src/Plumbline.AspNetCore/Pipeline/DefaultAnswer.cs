using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>The body of an answer whose status is set: problem+json (RFC 9457), by the application's own writer if it has one.</summary>
internal static class DefaultAnswer
{
    // No word of what was being done, or where: this goes to strangers. The log has it.
    private const string DeadlineDetail = "The deadline of the request passed before its answer was ready.";
    private const string StoppingDetail = "The server is stopping; another one, or the next, will take the request.";

    private static readonly byte[] _deadline =
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.5","title":"Gateway Timeout","status":504,"detail":"The deadline of the request passed before its answer was ready."}"""u8.ToArray();

    private static readonly byte[] _stopping =
        """{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.4","title":"Service Unavailable","status":503,"detail":"The server is stopping; another one, or the next, will take the request."}"""u8.ToArray();

    internal static async Task WriteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var isDeadline = response.StatusCode == StatusCodes.Status504GatewayTimeout;
        if (httpContext.RequestServices.GetService<IProblemDetailsService>() is { } problems)
        {
            var problem = new ProblemDetailsContext { HttpContext = httpContext };
            problem.ProblemDetails.Status = response.StatusCode;
            problem.ProblemDetails.Detail = isDeadline ? DeadlineDetail : StoppingDetail;
            if (await problems.TryWriteAsync(problem).ConfigureAwait(false))
                return;
        }

        var body = isDeadline ? _deadline : _stopping;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, httpContext.RequestAborted).ConfigureAwait(false);
    }
}
