using Microsoft.AspNetCore.Http;

namespace Plumbline.Loopback;

/// <summary>What a test's handlers do on the server.</summary>
internal static class HttpContextSignals
{
    /// <summary>Answers nothing more until the client is gone, and says so.</summary>
    public static async Task UntilGoneAsync(this HttpContext http, Signal gone)
    {
        using var registration = http.RequestAborted.Register(gone.Set);
        await gone.WaitAsync();
    }

    /// <summary>Sends headers and the beginning of a body whose end never comes.</summary>
    public static async Task StartBodyAsync(this HttpContext http, string text = "first")
    {
        await http.Response.WriteAsync(text);
        await http.Response.Body.FlushAsync();
    }
}
