using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Plumbline.Http;
using Plumbline.Lab.Commands;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Faults.Clocks;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services;

namespace Plumbline.Lab.Experiments;

/// <summary>The processes of one run: upstreams, mid, edge and clients.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly Cell _cell;
    private readonly IFault _fault;
    private readonly IReadOnlyList<string> _pin;
    private readonly Action<ChildProcess> _started;
    private readonly List<ChildProcess> _processes = [];
    private readonly Dictionary<Hop, List<ChildProcess>> _services = Enum.GetValues<Hop>().ToDictionary(static hop => hop, static _ => new List<ChildProcess>());
    private readonly Dictionary<Hop, int> _named = [];
    private readonly List<HopRecord> _recordsOfEnded = [];
    private readonly List<string> _remarks = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private ChildProcess? _clients;

    private Cluster(Cell cell, IFault fault, IReadOnlyList<string> pin, Action<ChildProcess> started) =>
        (_cell, _fault, _pin, _started) = (cell, fault, pin, started);

    /// <summary>Which run these belong to.</summary>
    public CellKey Key => _cell.Key;

    /// <summary>The numbers of the run.</summary>
    public Plan Plan => _cell.Plan;

    /// <summary>All processes that were started, those that were ended on purpose too.</summary>
    public IReadOnlyList<ChildProcess> Processes => _processes;

    /// <summary>The process of the people.</summary>
    public ChildProcess Clients => _clients ?? throw new InvalidOperationException("The clients have not been started yet.");

    /// <summary>What the run should say of its fault.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Starts all of them, each when those it calls are listening.</summary>
    /// <param name="ctx">Ends the start; what has been started is ended.</param>
    /// <param name="cell">The run.</param>
    /// <param name="fault">Says how processes are started.</param>
    /// <param name="pin">A command in front of each that keeps it on certain cores; empty for none.</param>
    /// <param name="started">Is told of each process, also of those that come later.</param>
    /// <exception cref="ChildFailedException">One of them did not come up.</exception>
    public static async Task<Cluster> StartAsync(
        Context ctx, Cell cell, IFault fault, IReadOnlyList<string> pin, Action<ChildProcess> started)
    {
        var cluster = new Cluster(cell, fault, pin, started);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, cell.Plan.Replicas).Select(_ => cluster.StartServiceAsync(ctx, Hop.Upstream, port: 0)));
            await cluster.StartServiceAsync(ctx, Hop.Mid, port: 0);
            await cluster.StartServiceAsync(ctx, Hop.Edge, port: 0);
            cluster._clients = await cluster.StartAsync(
                ctx, "clients", RoleCommands.ClientsArguments(cell.Plan, cluster.AddressesOf(Hop.Edge).Single()), fault.ShapeClients());
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The processes of one service that run now: of the upstream as many as there are replicas.</summary>
    public IReadOnlyList<ChildProcess> ServicesOf(Hop hop) => _services[hop];

    /// <summary>Adds a sentence to what the run says of its fault.</summary>
    public void Remark(string sentence) => _remarks.Add(sentence);

    /// <summary>Sends a POST to a process.</summary>
    /// <param name="ctx">Ends the call.</param>
    /// <param name="process">Which one.</param>
    /// <param name="path">One of <see cref="LabPaths"/>.</param>
    /// <param name="query">Names and values; null for none.</param>
    public async Task PostAsync(Context ctx, ChildProcess process, string path, string? query = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Control, query is null ? path : $"{path}?{query}"));
        using var response = await SendAsync(ctx, process, request);
    }

    /// <summary>Sends a POST to a process and reads its answer.</summary>
    /// <param name="ctx">Ends the call.</param>
    /// <param name="process">Which one.</param>
    /// <param name="path">One of <see cref="LabPaths"/>.</param>
    /// <param name="type">What it answers with.</param>
    /// <param name="query">Names and values.</param>
    public async Task<T> PostAsync<T>(Context ctx, ChildProcess process, string path, JsonTypeInfo<T> type, string query)
        where T : class
    {
        using var response = await _http.PostAsync(ctx, new Uri(process.Control, $"{path}?{query}"), content: null);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(ctx, type) ?? throw Null(process, path);
    }

    /// <summary>What a process takes the time to be.</summary>
    public Task<ClockReading> ClockAsync(Context ctx, ChildProcess process) =>
        GetAsync(ctx, process, LabPaths.Clock, LabJson.Default.ClockReading);

    /// <summary>The ports that some services serve people on.</summary>
    public IReadOnlyCollection<int> PortsOf(params IEnumerable<Hop> hops) =>
        [.. hops.SelectMany(ServicesOf).Select(static service => service.Address.Port)];

    /// <summary>Tells all upstreams what to do with items from now on.</summary>
    public Task SetPaceAsync(Context ctx, Pace pace) =>
        Task.WhenAll(ServicesOf(Hop.Upstream).Select(upstream => SetPaceAsync(ctx, upstream, pace)));

    /// <summary>Tells one upstream what to do with items from now on.</summary>
    public Task SetPaceAsync(Context ctx, ChildProcess upstream, Pace pace) => PostAsync(ctx, upstream, LabPaths.Pace, $"pace={pace}");

    /// <summary>Ends the process of a service by SIGTERM, and starts a new one at the same port as soon as that is free.</summary>
    /// <returns>Completes when the new one listens.</returns>
    public async Task RestartAsync(Context ctx, Hop hop)
    {
        ChildProcess old;
        lock (_services)
        {
            old = _services[hop].Single();
            _services[hop].Remove(old);
        }

        var ending = old.TerminateAsync(ctx);
        var begun = StartServiceAsync(ctx, hop, old.Address.Port);
        var records = JsonSerializer.Deserialize(await ending, LabJson.Default.IReadOnlyListHopRecord) ?? [];
        var over = TimeProvider.System.Now();
        _recordsOfEnded.AddRange(records.Select(record => record.AtEndOfProcess(over)));
        await begun;
    }

    /// <summary>Lets the clients warm up everything, before the first person comes.</summary>
    public Task PrimeAsync(Context ctx) => PostAsync(ctx, Clients, LabPaths.Prime);

    /// <summary>Lets the people come, from <paramref name="moment"/> on.</summary>
    public Task StartClientsAsync(Context ctx, TimeSpan moment) =>
        PostAsync(ctx, Clients, LabPaths.Start, $"at={moment.ToString("c", CultureInfo.InvariantCulture)}");

    /// <summary>Reads the counters of all.</summary>
    public async Task<Sample> SampleAsync(Context ctx)
    {
        var crowd = GetAsync(ctx, Clients, LabPaths.Counters, LabJson.Default.CrowdCounters);
        var services = await CountersAsync(ctx, service => GetAsync(ctx, service, LabPaths.Counters, LabJson.Default.ServiceCounters));
        return new Sample(TimeProvider.System.Now(), await crowd, services);
    }

    /// <summary>Has all services collect garbage, and reads their counters.</summary>
    public Task<IReadOnlyDictionary<Hop, ServiceCounters>> CollectGarbageAsync(Context ctx) => CountersAsync(ctx, async service =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.Control, LabPaths.Collect));
        using var response = await SendAsync(ctx, service, request);
        return await response.Content.ReadFromJsonAsync(ctx, LabJson.Default.ServiceCounters) ?? throw Null(service, LabPaths.Collect);
    });

    /// <summary>Reads what the clients wrote down.</summary>
    public Task<IReadOnlyList<ClickRecord>> ClicksAsync(Context ctx) =>
        GetAsync(ctx, Clients, LabPaths.Records, LabJson.Default.IReadOnlyListClickRecord);

    /// <summary>Reads what the services wrote down.</summary>
    public async Task<IReadOnlyList<HopRecord>> HopsAsync(Context ctx)
    {
        var records = await Task.WhenAll(_services.Values.SelectMany(static services => services).Select(
            service => GetAsync(ctx, service, LabPaths.Records, LabJson.Default.IReadOnlyListHopRecord)));
        return [.. _recordsOfEnded, .. records.SelectMany(static part => part)];
    }

    /// <summary>Ends all processes.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Task.WhenAll(_processes.Select(static process => process.DisposeAsync().AsTask()));
    }

    private async Task StartServiceAsync(Context ctx, Hop hop, int port)
    {
        var shape = _fault.Shape(hop);
        var options = new ServiceOptions
        {
            Hop = hop,
            Plan = Plan,
            Candidate = Key.Candidate,
            Calls = hop switch
            {
                Hop.Edge => AddressesOf(Hop.Mid),
                Hop.Mid => AddressesOf(Hop.Upstream),
                _ => [],
            },
            Address = shape.Address,
            Port = port,
        };
        var service = await StartAsync(ctx, NextName(hop), RoleCommands.ServiceArguments(options), shape);
        lock (_services)
        {
            _services[hop].Add(service);
        }
    }

    /// <summary>"upstream", "upstream 2" and so on: none is used twice in a run.</summary>
    private string NextName(Hop hop)
    {
        lock (_named)
        {
            var number = _named[hop] = _named.GetValueOrDefault(hop) + 1;
            var name = hop.ToString().ToLowerInvariant();
            return number == 1 ? name : FormattableString.Invariant($"{name} {number}");
        }
    }

    private async Task<ChildProcess> StartAsync(Context ctx, string name, IReadOnlyList<string> arguments, ProcessShape shape)
    {
        var process = await ChildProcess.StartAsync(ctx, name, arguments, [.. _pin, .. shape.Prefix], shape.Environment);
        lock (_processes)
        {
            _processes.Add(process);
        }

        _started(process);
        return process;
    }

    private Uri[] AddressesOf(Hop hop)
    {
        var host = _fault.Shape(hop).CalledAs;
        return [.. _services[hop].Select(service => host is null ? service.Address : new UriBuilder(service.Address) { Host = host }.Uri)];
    }

    private async Task<IReadOnlyDictionary<Hop, ServiceCounters>> CountersAsync(Context ctx, Func<ChildProcess, Task<ServiceCounters>> read)
    {
        ctx.ThrowIfDone();
        Dictionary<Hop, ChildProcess[]> services;
        lock (_services)
        {
            services = _services.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToArray());
        }

        var counters = services.ToDictionary(static pair => pair.Key, pair => pair.Value.Select(read).ToArray());
        var sums = new Dictionary<Hop, ServiceCounters>();
        foreach (var (hop, reading) in counters)
        {
            // None while the service is being restarted.
            sums[hop] = (await Task.WhenAll(reading)).Aggregate(ServiceCounters.None, static (sum, next) => sum.Add(next));
        }

        return sums;
    }

    private async Task<T> GetAsync<T>(Context ctx, ChildProcess process, string path, JsonTypeInfo<T> type)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(process.Control, path));
        using var response = await SendAsync(ctx, process, request);
        return await response.Content.ReadFromJsonAsync(ctx, type) ?? throw Null(process, path);
    }

    /// <summary>The answer, if it is a good one.</summary>
    /// <exception cref="ChildFailedException">There was none within a minute, or it says what went wrong.</exception>
    /// <exception cref="HttpRequestException">The process is gone.</exception>
    private async Task<HttpResponseMessage> SendAsync(Context ctx, ChildProcess process, HttpRequestMessage request)
    {
        try
        {
            var response = await _http.SendAsync(ctx, request);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw new ChildFailedException(
                    $"The process '{process.Name}' answered {(int)response.StatusCode} to {request.RequestUri?.PathAndQuery}: {await response.Content.ReadAsStringAsync(ctx)}");
            }
        }
        catch (OperationCanceledException) when (!ctx.IsDone)
        {
            throw new ChildFailedException(
                $"The process '{process.Name}' did not answer {request.RequestUri?.PathAndQuery} within {_http.Timeout.TotalSeconds} s.");
        }
    }

    private static ChildFailedException Null(ChildProcess process, string path) =>
        new($"The process '{process.Name}' answered {path} with null.");
}
