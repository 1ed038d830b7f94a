using Plumbline.Bench.Services;
using Plumbline.Lab.Processes;
using Plumbline.Load.Commands;
using Plumbline.Load.Generators;
using Plumbline.Load.Servers;

namespace Plumbline.Load.Requests;

/// <summary>A process of each kind of server, all kept alive; one of them is loaded at a time.</summary>
internal sealed class ServerSet : IAsyncDisposable
{
    private readonly Protocol _protocol;
    private readonly Control _control;
    private readonly List<ChildProcess> _servers = [];

    private ServerSet(Protocol protocol)
    {
        _protocol = protocol;
        _control = new Control(protocol);
    }

    /// <summary>Starts all of <see cref="Variants.All"/>.</summary>
    internal static async Task<ServerSet> StartAsync(Context ctx, Protocol protocol)
    {
        var set = new ServerSet(protocol);
        try
        {
            foreach (var variant in Variants.All)
            {
                set._servers.Add(await ChildProcess.StartAsync(ctx, variant.Name, LoadCommand.ServerArguments(protocol, variant)));
            }

            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads every server once, beginning with another one in every round.</summary>
    /// <returns>A sample of each of <see cref="Variants.All"/>.</returns>
    internal async Task<RequestSample[]> LoadAsync(Context ctx, int round, int seconds)
    {
        var samples = new RequestSample[_servers.Count];
        for (var turn = 0; turn < _servers.Count; turn++)
        {
            var index = (round + turn) % _servers.Count;
            samples[index] = await LoadOneAsync(ctx, index, seconds);
        }

        return samples;
    }

    /// <summary>What the first server has used.</summary>
    internal Task<Used> UsedAsync(Context ctx) => UsedAsync(ctx, _servers[0], isClean: false);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await Task.WhenAll(_servers.Select(static server => server.DisposeAsync().AsTask()));
    }

    private async Task<RequestSample> LoadOneAsync(Context ctx, int index, int seconds)
    {
        var server = _servers[index];

        // Each load starts with a clean heap, and pays for its own garbage only.
        var before = await UsedAsync(ctx, server, isClean: true);
        var served = await Generator.RunAsync(ctx, _protocol, server.Address, seconds, Variants.All[index].HasHeader);
        var after = await UsedAsync(ctx, server, isClean: false);
        return RequestSample.Of(served, before, after);
    }

    private Task<Used> UsedAsync(Context ctx, ChildProcess server, bool isClean) =>
        _control.GetAsync<Used>(ctx, server, $"{LoadPaths.Used}?clean={isClean}");
}
