namespace Plumbline.Hiding;

/// <summary>Extensions as they must not be, and two that may: what the architecture test is tried on. Nobody calls them.</summary>
internal static class HiddenExtensions
{
    public static string GetAsync(this HttpClient client, string? requestUri, Context ctx) => $"{client}{requestUri}{ctx}";

    public static string ReadAsStringAsync(this HttpContent content, Context ctx) => $"{content}{ctx}";

    public static bool Equals(this HttpContent content, Context ctx) => content.GetHashCode() == ctx.GetHashCode();

    public static string GetByteArrayAsync(this HttpClient client, Context ctx, string? requestUri) => $"{client}{requestUri}{ctx}";

    public static string FetchAsync(this HttpClient client, string? requestUri, Context ctx) => $"{client}{requestUri}{ctx}";
}
