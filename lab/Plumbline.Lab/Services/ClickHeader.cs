using Microsoft.AspNetCore.Http;

namespace Plumbline.Lab.Services;

/// <summary>The header that says, from the person to the last worker, which click a request belongs to.</summary>
internal static class ClickHeader
{
    private const string Name = "X-Lab-Click";

    /// <summary>A GET that carries the number of the click.</summary>
    public static HttpRequestMessage Request(string path, int click)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(Name, click.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>The number that a request carries.</summary>
    public static int Click(this HttpRequest request) =>
        int.Parse(request.Headers[Name].ToString(), System.Globalization.CultureInfo.InvariantCulture);
}
