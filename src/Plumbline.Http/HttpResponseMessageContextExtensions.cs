using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>What a response says of a callee that ran out of time.</summary>
/// <remarks>Thread safety: as <see cref="HttpResponseMessage"/>'s own members.</remarks>
public static class HttpResponseMessageContextExtensions
{
    /// <summary>Throws for a status that says failure; for a 504 of a service with Plumbline the error says whose deadline passed there.</summary>
    /// <param name="response">The response; the body is not touched.</param>
    /// <returns><paramref name="response"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    /// <exception cref="HttpRequestException">The status is not 200 to 299; <see cref="HttpRequestException.StatusCode"/> has it.</exception>
    /// <remarks>
    /// Otherwise as <see cref="HttpResponseMessage.EnsureSuccessStatusCode"/>. The calls that return a body
    /// (<c>GetStringAsync</c>, <c>GetFromJsonAsync</c> …) do so by themselves.
    /// </remarks>
    public static HttpResponseMessage EnsureSuccess(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        CalleeDeadline.EnsureSuccess(response);
        return response;
    }
}
