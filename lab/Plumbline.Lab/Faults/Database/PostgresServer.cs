using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Plumbline.Lab.Faults.Database;

/// <summary>A PostgreSQL server of the lab's own: fresh, on a free port of the loopback, its files gone when it ends.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // The shell reads its input, which ends with the lab however that ends; then it stops the server and removes its files. Ctrl-C reaches it as
    // well as the lab, and must not end it before that.
    private const string Watch = """
        trap '' INT HUP
        folder=$1; shift
        "$@" </dev/null & server=$!
        (cat >/dev/null; kill -INT $server) 2>/dev/null <&3 & watch=$!
        wait $server; code=$?
        kill $watch 2>/dev/null
        rm -rf "$folder"
        exit $code
        """;

    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    private readonly Process _watch;

    private PostgresServer(Process watch, string folder, int port)
    {
        _watch = watch;
        Folder = folder;
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = IPAddress.Loopback.ToString(),
            Port = port,
            Username = "lab",
            Database = "postgres",
            MaxPoolSize = 100,
            SslMode = SslMode.Disable,
        }.ConnectionString;
    }

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>For clients: a pool of 100, everything else as the driver has it.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes the database, starts the server and waits until it answers.</summary>
    /// <exception cref="SystemToolException">It did not come up within a minute.</exception>
    public static async Task<PostgresServer> StartAsync(Context ctx, PostgresTools tools)
    {
        using var limit = ctx.WithTimeout(_startLimit, out var ready);
        var folder = Directory.CreateTempSubdirectory("plumbline-lab-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        try
        {
            if (tools.RunAs.Count > 0)
            {
                await SystemTool.RunAsync(ready, ["chown", "postgres", folder]);
            }

            await SystemTool.RunAsync(ready, [.. tools.RunAs, tools.InitDb, "-D", data, "-U", "lab", "-A", "trust", "--no-sync"]);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }

        var port = FreePort();
        var server = new PostgresServer(Launch(tools, folder, data, port), folder, port);
        try
        {
            await server.ReadyAsync(ready);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _watch.StandardInput.Close();
            await _watch.WaitForExitAsync().WaitAsync(_stopLimit);
        }
        catch (Exception failure) when (failure is TimeoutException or IOException)
        {
            _watch.Kill(entireProcessTree: true);
            await _watch.WaitForExitAsync();
            Directory.Delete(Folder, recursive: true);
        }

        _watch.Dispose();
    }

    private static Process Launch(PostgresTools tools, string folder, string data, int port)
    {
        string[] server =
        [
            .. tools.RunAs, tools.Postgres, "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=150",

            // Nothing here outlives the run, so nothing need reach the disk.
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "logging_collector=off",
        ];
        var start = new ProcessStartInfo("sh", ["-c", "exec 3<&0; " + Watch, "sh", folder, .. server])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new SystemToolException("A shell could not be started.");

        // What the server says is of no interest, but it must not wait for a reader.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ReadyAsync(Context ctx)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString);
                await connection.OpenAsync(ctx);
                return;
            }
            catch (NpgsqlException) when (!ctx.IsDone && !_watch.HasExited)
            {
                await Task.Delay(_poll, ctx);
            }
            catch (NpgsqlException failure)
            {
                throw new SystemToolException($"PostgreSQL did not come up: {failure.Message}");
            }
        }
    }
}
