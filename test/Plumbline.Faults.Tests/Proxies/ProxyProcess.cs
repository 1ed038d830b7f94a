using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Plumbline.Faults.Proxies;

/// <summary>A reverse proxy in a process of its own, on free ports of the loopback interface and with nothing outside of its temporary folder.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private const int StartAttempts = 3;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Dictionary<string, Uri> _addresses;
    private bool _isDisposed;

    private ProxyProcess(Process process, DirectoryInfo folder, Dictionary<string, Uri> addresses)
    {
        _process = process;
        _folder = folder;
        _addresses = addresses;
    }

    /// <summary>Where the proxy listens for an HTTP version.</summary>
    public Uri this[string version] => _addresses[version];

    /// <summary>Starts a proxy, or skips the test where there is none.</summary>
    /// <param name="name">The program; its configuration is in the file of that name.</param>
    /// <param name="upstream">Where it hands requests on to.</param>
    /// <param name="version">The HTTP version that it speaks there.</param>
    public static async Task<ProxyProcess> StartAsync(string name, Uri upstream, string version)
    {
        var program = Find(name);
        Assert.SkipWhen(program is null, $"{name} is not installed (Debian: apt-get install {(name == "nginx" ? "nginx-light" : name)}).");

        for (var attempt = 1; ; attempt++)
        {
            // Somebody else may take a port between the choice and the start.
            var proxy = Start(name, program!, upstream, version); // Skipped above where it is null.
            if (await proxy.ListensAsync())
                return proxy;

            var said = await proxy._process.StandardError.ReadToEndAsync();
            await proxy.DisposeAsync();
            Assert.True(attempt < StartAttempts, $"{name} does not start: {said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static ProxyProcess Start(string name, string program, Uri upstream, string version)
    {
        var folder = Directory.CreateTempSubdirectory("plumbline-");
        var addresses = new Dictionary<string, Uri> { ["1.1"] = FreeAddress(), ["2.0"] = FreeAddress() };
        var configuration = Path.Combine(folder.FullName, "configuration");
        File.WriteAllText(configuration, Template(name)
            .Replace("{folder}", folder.FullName, StringComparison.Ordinal)
            .Replace("{http1}", addresses["1.1"].Authority, StringComparison.Ordinal)
            .Replace("{http2}", addresses["2.0"].Authority, StringComparison.Ordinal)
            .Replace("{protocol}", version == "2.0" ? "h2" : "h1", StringComparison.Ordinal)
            .Replace("{upstream}", upstream.Authority, StringComparison.Ordinal));

        string[] arguments = name == "nginx" ? ["-p", folder.FullName, "-e", "stderr", "-c", configuration] : ["-db", "-f", configuration];
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!; // Not by the shell.
        return new ProxyProcess(process, folder, addresses);
    }

    private static string Template(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.conf")!; // Part of the assembly.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{listener.LocalEndpoint}/"));
    }

    /// <returns>False when it has ended instead.</returns>
    private async Task<bool> ListensAsync()
    {
        // It does not say when it listens; real time is the only way to ask again.
        using var stop = new CancellationTokenSource(_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!_process.HasExited)
        {
            if (await AcceptsAsync(_addresses["1.1"]) && await AcceptsAsync(_addresses["2.0"]))
                return true;

            await timer.WaitForNextTickAsync(stop.Token);
        }

        return false;
    }

    private static async Task<bool> AcceptsAsync(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
