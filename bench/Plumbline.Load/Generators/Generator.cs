using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Plumbline.Bench.Services;
using Plumbline.Lab.Processes;

namespace Plumbline.Load.Generators;

/// <summary>The load generators: wrk for HTTP/1.1, h2load for HTTP/2; one thread, 32 requests under way.</summary>
internal static partial class Generator
{
    /// <summary>The header by which a request carries its deadline.</summary>
    private const string Header = "Context-TTL-Ms: 10000";

    /// <summary>How the generator is called, for the page.</summary>
    internal static string Describe(Protocol protocol) =>
        protocol == Protocol.Http1 ? "`wrk -t1 -c32`" : "`h2load -t1 -c4 -m8`";

    /// <summary>Loads a server.</summary>
    /// <param name="ctx">Ends the generator.</param>
    /// <param name="protocol">Which generator.</param>
    /// <param name="address">The server.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="hasHeader">Whether each request carries a deadline.</param>
    /// <exception cref="ChildFailedException">It is not installed, or not all requests were answered with success.</exception>
    internal static async Task<Served> RunAsync(Context ctx, Protocol protocol, Uri address, int seconds, bool hasHeader)
    {
        var target = new Uri(address, LoadPaths.Hello).ToString();
        string[] header = hasHeader ? ["-H", Header] : [];
        return protocol == Protocol.Http1
            ? ReadWrk(await RunAsync(ctx, "wrk", "wrk", ["-t1", "-c32", $"-d{seconds}s", .. header, target]))
            : ReadH2Load(await RunAsync(ctx, "h2load", "nghttp2-client", ["-t1", "-c4", "-m8", "-D", $"{seconds}", .. header, target]));
    }

    private static Served ReadWrk(string output)
    {
        var found = WrkRequests().Match(output);
        var rate = WrkRate().Match(output);
        if (!found.Success || !rate.Success || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new ChildFailedException($"Not every request was answered with success; wrk says:{Environment.NewLine}{output}");
        }

        return new Served(Number(found, 1), double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static Served ReadH2Load(string output)
    {
        var rate = H2LoadRate().Match(output);
        var found = H2LoadRequests().Match(output);
        if (!rate.Success || !found.Success || Number(found, 1) == 0)
        {
            throw new ChildFailedException($"Not every request was answered with success; h2load says:{Environment.NewLine}{output}");
        }

        return new Served(Number(found, 1), double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(Context ctx, string program, string package, string[] arguments)
    {
        using var process = Start(program, package, arguments);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(ctx);
            await process.WaitForExitAsync(ctx);
            return process.ExitCode == 0
                ? output
                : throw new ChildFailedException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:{Environment.NewLine}{output}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static Process Start(string program, string package, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
                ?? throw new ChildFailedException($"{program} could not be started.");
        }
        catch (Win32Exception)
        {
            throw new ChildFailedException($"{program} is not installed: apt-get install {package}");
        }
    }

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex WrkRequests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex WrkRate();

    [GeneratedRegex(@"finished in .*, ([\d.]+) req/s")]
    private static partial Regex H2LoadRate();

    // Those cut off at the end may have a status without being done, so the two need not agree.
    [GeneratedRegex(@" (\d+) done, \1 succeeded, 0 failed, 0 errored, 0 timeout\s+status codes: \d+ 2xx, 0 3xx, 0 4xx, 0 5xx")]
    private static partial Regex H2LoadRequests();
}
