using System.Globalization;
using Npgsql;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Faults.Database;

/// <summary>The upstream reads its items from PostgreSQL, and somebody locks the table.</summary>
internal sealed class LockFault : IFault
{
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(2);
    private static readonly TimeProvider _clock = TimeProvider.System;

    private PostgresServer? _server;
    private TableLock? _lock;
    private Task _check = Task.CompletedTask;

    public string Name => "db-lock";

    public int Number => 8;

    public string Summary => "the table that the upstream reads from is locked; each candidate gives the command its token, or does not";

    public string? WhyNot() => PostgresTools.WhyNot();

    public async Task PrepareAsync(Context ctx, Plan plan)
    {
        _server = await PostgresServer.StartAsync(ctx, PostgresTools.Find());
        await using var items = new ItemTable(_server.ConnectionString);
        await AskAsync(items.CreateAsync(ctx));
    }

    public ProcessShape Shape(Hop hop) => hop == Hop.Upstream && _server is { } server
        ? ProcessShape.Plain with { Environment = new Dictionary<string, string> { [ItemTable.Variable] = server.ConnectionString } }
        : ProcessShape.Plain;

    public async Task BeginAsync(Context ctx, Cluster cluster)
    {
        var server = _server ?? throw new InvalidOperationException("The fault has not been prepared.");
        await AskAsync(TakeAsync());

        async Task TakeAsync() => _lock = await TableLock.TakeAsync(ctx, server.ConnectionString);
    }

    public async Task EndAsync(Context ctx, Cluster cluster)
    {
        if (_lock is not { } held)
        {
            return;
        }

        await AskAsync(EndAsync());

        async Task EndAsync()
        {
            var waiting = await held.ActivityAsync(ctx);
            await held.ReleaseAsync(ctx);
            _check = CheckAsync(ctx, cluster, held, waiting);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_check);
        if (_lock is { } held)
        {
            await held.DisposeAsync();
        }

        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Looks, a while after the fault, whether anything of it is left in the server.</summary>
    private static async Task CheckAsync(Context ctx, Cluster cluster, TableLock held, ServerActivity waiting)
    {
        try
        {
            await _clock.UntilAsync(_clock.Now() + _settling, ctx);
            var after = await held.ActivityAsync(ctx);
            cluster.Remark(string.Create(
                CultureInfo.InvariantCulture,
                $"When the lock was released {waiting.WaitForLock} commands in the database waited for it ({waiting.Sessions} connections); {_settling.TotalSeconds} s later {after.WaitForLock} did ({after.Sessions} connections)."));
        }
        catch (NpgsqlException failure)
        {
            cluster.Remark($"After the lock was released the database could not be asked any more: {failure.Message}");
        }
    }

    private static async Task AskAsync(Task asking)
    {
        try
        {
            await asking;
        }
        catch (NpgsqlException failure)
        {
            throw new SystemToolException($"The lab's PostgreSQL did not do what it was asked: {failure.Message}");
        }
    }
}
