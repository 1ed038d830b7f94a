using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Plumbline.Lab.Services;

/// <summary>The header that says, from the person to the last worker, which click a request belongs to.</summary>
internal static class ClickHeader
{
    private const string Name = "X-Lab-Click";

    /// <summary>A GET that carries the number of the click.</summary>
    public static HttpRequestMessage Request(Uri address, int click)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(Name, click.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>The number that a request carries; less than zero for one that is nobody's click.</summary>
    public static int Click(this HttpRequest request) =>
        int.TryParse(request.Headers[Name].ToString(), CultureInfo.InvariantCulture, out var click) ? click : -1;
}
