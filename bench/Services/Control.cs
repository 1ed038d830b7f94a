using System.Net.Http.Json;
using Plumbline.Lab.Processes;

namespace Plumbline.Bench.Services;

/// <summary>Asks processes for what they know, beside what is measured.</summary>
/// <param name="protocol">What they speak.</param>
internal sealed class Control(Protocol protocol) : IDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = Endless(protocol);

    /// <summary>Gets a path of a process.</summary>
    /// <exception cref="ChildFailedException">It ended, or answered with an error.</exception>
    internal async Task<T> GetAsync<T>(Context ctx, ChildProcess process, string path)
    {
        try
        {
            return await _http.GetFromJsonAsync<T>(new Uri(process.Address, path), ctx.Token)
                ?? throw new ChildFailedException($"The process '{process.Name}' answered {path} with null.");
        }
        catch (HttpRequestException failure)
        {
            // What it wrote before it ended says more than that the connection broke.
            var ended = process.FailureAsync();
            throw await Task.WhenAny(ended, Task.Delay(_grace, ctx)) == ended
                ? await ended
                : new ChildFailedException($"The process '{process.Name}' did not answer {path}: {failure.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient Endless(Protocol protocol)
    {
        var http = protocol.NewClient(new Uri("http://localhost"));
        http.Timeout = Timeout.InfiniteTimeSpan;
        return http;
    }
}
