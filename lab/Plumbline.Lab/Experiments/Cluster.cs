using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Plumbline.Lab.Commands;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;

namespace Plumbline.Lab.Experiments;

/// <summary>The three processes of one variant: upstream, edge and clients.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly ChildProcess _upstream;
    private readonly ChildProcess _edge;
    private readonly ChildProcess _clients;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private Cluster(Variant variant, ChildProcess upstream, ChildProcess edge, ChildProcess clients)
    {
        Variant = variant;
        _upstream = upstream;
        _edge = edge;
        _clients = clients;
    }

    /// <summary>Which services these are.</summary>
    public Variant Variant { get; }

    /// <summary>Its processes.</summary>
    public IReadOnlyList<ChildProcess> Processes => [_upstream, _edge, _clients];

    /// <summary>Starts the three, each when the one it calls is listening.</summary>
    /// <exception cref="ChildFailedException">One of them did not come up.</exception>
    public static async Task<Cluster> StartAsync(Context ctx, Plan plan, Variant variant)
    {
        var started = new Stack<ChildProcess>();
        try
        {
            await PushAsync(RoleCommands.Upstream, variant, calls: null);
            await PushAsync(RoleCommands.Edge, variant, started.Peek().Address);
            await PushAsync(RoleCommands.Clients, serves: null, started.Peek().Address);
        }
        catch
        {
            foreach (var process in started)
            {
                await process.DisposeAsync();
            }

            throw;
        }

        var clients = started.Pop();
        var edge = started.Pop();
        return new Cluster(variant, started.Pop(), edge, clients);

        async Task PushAsync(string role, Variant? serves, Uri? calls) => started.Push(await ChildProcess.StartAsync(
            ctx, $"{role} ({variant})", RoleCommands.Arguments(role, plan, serves, calls)));
    }

    /// <summary>Lets the people come, from <paramref name="moment"/> on.</summary>
    public async Task StartClientsAsync(Context ctx, TimeSpan moment)
    {
        var at = moment.ToString("c", CultureInfo.InvariantCulture);
        using var response = await _http.PostAsync(
            new Uri(_clients.Address, $"{LabPaths.Start}?at={at}"), content: null, ctx);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Turns the fault on or off.</summary>
    /// <returns>The moment at which the upstream did it.</returns>
    public async Task<TimeSpan> SetSlowAsync(Context ctx, bool on)
    {
        using var response = await _http.PostAsync(new Uri(_upstream.Address, $"{LabPaths.Slow}?on={on}"), content: null, ctx);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(LabJson.Default.TimeSpan, ctx);
    }

    /// <summary>Reads the counters of all three.</summary>
    public async Task<Sample> SampleAsync(Context ctx)
    {
        var crowd = GetAsync(ctx, _clients, LabPaths.Counters, LabJson.Default.CrowdCounters);
        var edge = GetAsync(ctx, _edge, LabPaths.Counters, LabJson.Default.ServiceCounters);
        var upstream = GetAsync(ctx, _upstream, LabPaths.Counters, LabJson.Default.ServiceCounters);
        return new Sample(TimeProvider.System.Now(), await crowd, await edge, await upstream);
    }

    /// <summary>Reads what the processes wrote down, after everyone has been answered or has left.</summary>
    public async Task<RunData> CollectAsync(Context ctx, PhaseTimes times, IReadOnlyList<Sample> samples)
    {
        var last = await SampleAsync(ctx);
        return new RunData
        {
            Variant = Variant,
            Times = times,
            Clicks = await GetAsync(ctx, _clients, LabPaths.Records, LabJson.Default.IReadOnlyListClickRecord),
            Work = await GetAsync(ctx, _upstream, LabPaths.Records, LabJson.Default.IReadOnlyListWorkRecord),
            WorkRead = TimeProvider.System.Now(),
            Samples = samples,
            Edge = last.Edge,
            Upstream = last.Upstream,
            ProcessorTime = Processes.ToDictionary(static process => process.Name, static process => process.ProcessorTime),
        };
    }

    /// <summary>Ends the three processes.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Task.WhenAll(Processes.Select(static process => process.DisposeAsync().AsTask()));
    }

    private async Task<T> GetAsync<T>(Context ctx, ChildProcess process, string path, JsonTypeInfo<T> type)
        where T : class =>
        await _http.GetFromJsonAsync(new Uri(process.Address, path), type, ctx)
            ?? throw new ChildFailedException($"The process '{process.Name}' answered {path} with null.");
}
