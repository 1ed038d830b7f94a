using System.Net;

namespace Plumbline.Http.Internal;

/// <summary>What a callee that answers 504 says of whose deadline passed there.</summary>
internal static class CalleeDeadline
{
    // Written by Plumbline.AspNetCore. Anything else in it is a stranger's text, and stays out of our messages.
    private const string Marker = "Context-Deadline-Exceeded";

    /// <summary>Throws for a status that says failure, and for a 504 of ours says whose deadline it was.</summary>
    internal static void EnsureSuccess(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.GatewayTimeout && WhoseDeadline(response) is { } whose)
        {
            throw new HttpRequestException(
                HttpRequestError.Unknown,
                $"Response status code does not indicate success: 504 (Gateway Timeout). At the callee {whose} passed.",
                inner: null,
                HttpStatusCode.GatewayTimeout);
        }

        response.EnsureSuccessStatusCode();
    }

    private static string? WhoseDeadline(HttpResponseMessage response) =>
        !response.Headers.NonValidated.TryGetValues(Marker, out var values) ? null
        : values.ToString() switch
        {
            "caller" => "the deadline that was sent along (the caller's)",
            "endpoint" => "the limit of its endpoint",
            "server" => "the default or maximum of its server",
            _ => null,
        };
}
