using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Plumbline.AspNetCore.Incoming;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>The end of a gRPC call, whose status is in a header or trailer of its own: the one of HTTP says 200, or nothing that a client understands.</summary>
internal static class GrpcAnswer
{
    private const string StatusName = "grpc-status";
    private const string MessageName = "grpc-message";
    private const string Canceled = "1";
    private const string Unknown = "2";
    private const int DeadlineExceeded = 4;
    private const int Unavailable = 14;

    internal static bool IsFor(HttpContext httpContext) => RequestProtocol.IsGrpc(httpContext.Request.ContentType);

    /// <summary>Whether the method has said how it ended; if it knows no more than that it was canceled, it says why from here on.</summary>
    /// <param name="httpContext">The request.</param>
    /// <param name="end">What ended its context.</param>
    /// <returns>True for a call that is whole, be it a failure.</returns>
    internal static bool IsGiven(HttpContext httpContext, RequestEnd end)
    {
        // A method that answers nothing has its trailers among the headers.
        var trailers = httpContext.Response.HasStarted
            ? httpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            : httpContext.Response.Headers;
        if (trailers is not { IsReadOnly: false } || trailers[StatusName] is not [{ } status, ..])
            return false;

        // What grpc-dotnet makes of any exception that it does not know.
        if (status is Canceled or Unknown)
            Set(trailers, end);

        return true;
    }

    /// <summary>Answers a call that was not answered yet.</summary>
    internal static void Give(HttpResponse response, RequestEnd end)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = response.HttpContext.Request.ContentType;
        Set(response.Headers, end);
    }

    /// <summary>The status that says it.</summary>
    internal static int StatusOf(RequestEnd end) => end == RequestEnd.HostStopping ? Unavailable : DeadlineExceeded;

    private static void Set(IHeaderDictionary trailers, RequestEnd end)
    {
        trailers[StatusName] = StatusOf(end).ToString(CultureInfo.InvariantCulture);
        trailers[MessageName] = end == RequestEnd.HostStopping ? "The server is stopping." : "Deadline Exceeded";
    }
}
