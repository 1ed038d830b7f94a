using Npgsql;

namespace Plumbline.Lab.Faults.Database;

/// <summary>A lock on the whole table of items, held until disposed: who reads from it waits.</summary>
internal sealed class TableLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    // Another one, as the server shows a transaction the activity at its beginning again and again.
    private readonly NpgsqlConnection _watch;

    // A pool that others use must not hand out these connections.
    private TableLock(string connectionString) =>
        (_connection, _watch) = (new NpgsqlConnection(connectionString), new NpgsqlConnection(connectionString));

    /// <summary>Takes it.</summary>
    public static async Task<TableLock> TakeAsync(Context ctx, string connectionString)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var held = new TableLock(own.ConnectionString);
        try
        {
            await held._connection.OpenAsync(ctx);
            await held._watch.OpenAsync(ctx);
            await held.RunAsync(ctx, "BEGIN; LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server is doing at this moment.</summary>
    public async Task<ServerActivity> ActivityAsync(Context ctx)
    {
        await using var command = _watch.CreateCommand();
        command.CommandText = """
            SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*)
            FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid NOT IN (pg_backend_pid(), $1)
            """;
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _connection.ProcessID });
        await using var reader = await command.ExecuteReaderAsync(ctx);
        await reader.ReadAsync(ctx);
        return new ServerActivity(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Gives it back; who waited goes on.</summary>
    /// <returns>A task that completes when the server has done so.</returns>
    public Task ReleaseAsync(Context ctx) => RunAsync(ctx, "COMMIT");

    /// <summary>Ends the connections, and the lock with them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _watch.DisposeAsync();
    }

    private async Task RunAsync(Context ctx, string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ctx);
    }
}
