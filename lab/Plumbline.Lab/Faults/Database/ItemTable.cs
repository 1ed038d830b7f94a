using Npgsql;

namespace Plumbline.Lab.Faults.Database;

/// <summary>The table that the upstream reads its items from.</summary>
internal sealed class ItemTable(string connectionString) : IAsyncDisposable
{
    /// <summary>The environment variable that tells the upstream where its table is.</summary>
    public const string Variable = "PLUMBLINE_LAB_DATABASE";

    private const int Items = 1000;
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    /// <summary>Makes the table and fills it.</summary>
    public async Task CreateAsync(Context ctx)
    {
        await using var command = _source.CreateCommand(
            $"CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL); INSERT INTO item SELECT n, 'item ' || n FROM generate_series(0, {Items - 1}) n");
        await command.ExecuteNonQueryAsync(ctx);
    }

    /// <summary>Reads an item. It takes a connection of the pool, and waits when the table is locked.</summary>
    /// <param name="click">Decides which item; less than zero for a request that is nobody's click.</param>
    /// <param name="token">Ends the wait for the connection, and the command in the server.</param>
    public async Task<string> ReadAsync(int click, CancellationToken token = default)
    {
        var item = Math.Abs(click % Items);
        await using var command = _source.CreateCommand("SELECT name FROM item WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = item });
        return await command.ExecuteScalarAsync(token) as string
            ?? throw new InvalidOperationException($"The table has no item {item}.");
    }

    /// <summary>Ends the pool.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
