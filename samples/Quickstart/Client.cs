using System.Threading.Channels;
using Plumbline;
using Plumbline.Concurrency;
using Plumbline.Http;

namespace Quickstart;

/// <summary>What calls out and waits.</summary>
internal static class Client
{
    /// <summary>One budget for the whole request, its body included.</summary>
    public static async Task<string> StatusAsync(Context ctx, HttpClient http, Uri url, TimeSpan timeout)
    {
        using var cancel = ctx.WithTimeout(timeout, out ctx);
        try
        {
            using var response = await http.GetAsync(ctx, url);
            return $"Status: {(int)response.StatusCode} {response.ReasonPhrase}";
        }
        catch (Exception e) when (e.IsDeadlineExceeded(ctx) || e is HttpRequestException)
        {
            return $"Request failed: {e.Message}";
        }
    }

    /// <summary>No budget of its own: it ends when the caller's context does.</summary>
    public static async Task<string> AnswerAsync(Context ctx, HttpClient http, Uri url)
    {
        using var response = await http.GetAsync(ctx, url);
        return $"{url.PathAndQuery}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ctx)}";
    }

    /// <summary>A wait with a limit: what is not received in time stays in the channel.</summary>
    public static async Task<string> MessageAsync(Context ctx, Channel<string> messages)
    {
        using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx);
        try
        {
            return await messages.Reader.ReceiveAsync(ctx);
        }
        catch (Exception e) when (e.IsDeadlineExceeded(ctx))
        {
            return $"Gave up: {e.Message}";
        }
    }
}
