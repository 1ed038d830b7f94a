using Plumbline.Loopback;

namespace Plumbline.Faults.Stage;

/// <summary>Clients that have no limits of their own.</summary>
internal static class Clients
{
    public static HttpClient New(string version, Uri address, Action<SocketsHttpHandler>? configure = null)
    {
        var handler = LoopbackServer.CreateHandler();
        configure?.Invoke(handler);
        return new HttpClient(handler)
        {
            BaseAddress = address,
            DefaultRequestVersion = new Version(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
