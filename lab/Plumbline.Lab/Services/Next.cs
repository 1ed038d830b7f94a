namespace Plumbline.Lab.Services;

/// <summary>The service that this one calls, with the client for it.</summary>
internal sealed class Next(HttpClient http, IReadOnlyList<Uri> replicas)
{
    private int _calls = -1;

    /// <summary>The client, set up as the candidate does it.</summary>
    public HttpClient Http => http;

    /// <summary>A GET for the visit's click, to each replica in turn.</summary>
    public HttpRequestMessage Call(Visit visit, string path)
    {
        var replica = replicas[(int)((uint)Interlocked.Increment(ref _calls) % (uint)replicas.Count)];
        return ClickHeader.Request(new Uri(replica, path), visit.Click);
    }
}
