using Npgsql;

namespace Plumbline.Lab.Faults.Database;

/// <summary>A lock on the whole table of items, held until disposed: who reads from it waits.</summary>
internal sealed class TableLock : IAsyncDisposable
{
    // A pool that others use must not hand out the connection that holds the lock.
    private readonly NpgsqlConnection _connection;

    private TableLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Takes it.</summary>
    public static async Task<TableLock> TakeAsync(Context ctx, string connectionString)
    {
        var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var held = new TableLock(new NpgsqlConnection(own.ConnectionString));
        try
        {
            await held._connection.OpenAsync(ctx);
            await held.RunAsync(ctx, "BEGIN; LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server is doing, seen from the connection that holds the lock.</summary>
    public async Task<ServerActivity> ActivityAsync(Context ctx)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*)
            FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            """;
        await using var reader = await command.ExecuteReaderAsync(ctx);
        await reader.ReadAsync(ctx);
        return new ServerActivity(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Gives it back; who waited goes on.</summary>
    /// <returns>A task that completes when the server has done so.</returns>
    public Task ReleaseAsync(Context ctx) => RunAsync(ctx, "COMMIT");

    /// <summary>Ends the connection, and the lock with it.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task RunAsync(Context ctx, string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ctx);
    }
}
