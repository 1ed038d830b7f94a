using System.Globalization;
using System.Text.Json;

namespace Plumbline.Lab.Faults.Network;

/// <summary>Rules of nftables that are in force until disposed.</summary>
/// <remarks>
/// They are in a table of their own, named after this process, and speak of the lab's ports only. In a namespace of the lab's own
/// (<see cref="NetworkNamespace"/>) they end with it however the lab ends; elsewhere a table that a dead lab left behind is removed by the next one.
/// </remarks>
internal sealed class PacketFilter : IAsyncDisposable
{
    private const string Prefix = "plumbline_lab_";
    private static int _count;
    private readonly string _nft;
    private readonly string _table;
    private bool _removed;

    private PacketFilter(string nft, string table)
    {
        _nft = nft;
        _table = table;
    }

    /// <summary>Puts rules in force.</summary>
    /// <param name="ctx">For the programs that do it.</param>
    /// <param name="rules">One of <see cref="PacketRules"/>.</param>
    /// <exception cref="SystemToolException">The system did not allow it.</exception>
    public static async Task<PacketFilter> StartAsync(Context ctx, string rules)
    {
        var nft = SystemTool.Find("nft")
            ?? throw new SystemToolException("The program 'nft' is not installed (package nftables).");
        await RemoveStaleAsync(ctx, nft);
        var table = string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}_{Interlocked.Increment(ref _count)}");
        await SystemTool.RunAsync(ctx, [nft, "-f", "-"], $"table inet {table} {{\n{rules}\n}}\n");
        return new PacketFilter(nft, table);
    }

    /// <summary>Packets lost so far.</summary>
    public async Task<long> LostAsync(Context ctx)
    {
        var answer = await SystemTool.RunAsync(ctx, [_nft, "-j", "list", "counter", "inet", _table, PacketRules.Counter]);
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("nftables").EnumerateArray()
            .Where(static item => item.TryGetProperty("counter", out _))
            .Sum(static item => item.GetProperty("counter").GetProperty("packets").GetInt64());
    }

    /// <summary>Takes the rules out of force.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_removed)
        {
            return;
        }

        _removed = true;
        await SystemTool.RunAsync(Context.Background, [_nft, "delete", "table", "inet", _table]);
    }

    private static async Task RemoveStaleAsync(Context ctx, string nft)
    {
        var tables = await SystemTool.RunAsync(ctx, [nft, "list", "tables", "inet"]);
        foreach (var line in tables.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = line[(line.LastIndexOf(' ') + 1)..];
            if (IsStale(name))
            {
                await SystemTool.RunAsync(ctx, [nft, "delete", "table", "inet", name]);
            }
        }
    }

    /// <summary>Whether a table is one of a lab that no longer runs.</summary>
    internal static bool IsStale(string table) =>
        table.StartsWith(Prefix, StringComparison.Ordinal)
        && table[Prefix.Length..].Split('_') is [var owner, _]
        && int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && !Directory.Exists($"/proc/{owner}")
        && process > 0;
}
