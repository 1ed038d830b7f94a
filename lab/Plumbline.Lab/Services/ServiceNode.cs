using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults.Database;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Services.Candidates;

namespace Plumbline.Lab.Services;

/// <summary>One service, as its candidate writes it. Its listener can be closed and opened again at the same port.</summary>
internal sealed class ServiceNode : IAsyncDisposable
{
    private const string Client = "next";
    private static readonly TimeSpan _portLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _portRetry = TimeSpan.FromMilliseconds(50);

    // What lives as long as the process, whether or not the service listens.
    private readonly ServiceOptions _options;
    private readonly Candidate _candidate;
    private readonly ICandidateServices _services;
    private readonly Meter _meter = new(MeterReader.LabMeter);
    private readonly MeterReader _reader;
    private readonly Slots _slots;
    private readonly VisitRecorder _recorder;
    private readonly ItemTable? _items;
#pragma warning disable CA2213 // StopAsync disposes it, which DisposeAsync calls; the rule looks at DisposeAsync alone.
    private WebApplication? _app;
#pragma warning restore CA2213
    private int _peakWaitingForConnections;

    /// <summary>Prepares the service.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="clock">For records and work; timeouts and deadlines run on the system's.</param>
    public ServiceNode(ServiceOptions options, TimeProvider clock)
    {
        _options = options;
        _candidate = Candidate.Of(options.Candidate);
        _services = CandidateServices.Of(_candidate.Services);
        _reader = new MeterReader(_meter);
        _slots = new Slots(options.Hop == Hop.Edge ? options.Plan.EdgeSlots : options.Plan.WorkersOfReplica, _meter);
        Log = new HopLog(options.Hop, clock);
        _items = options.Hop == Hop.Upstream && Environment.GetEnvironmentVariable(ItemTable.Variable) is { } database ? new ItemTable(database) : null;
        Work = new Work(options.Plan, clock, _items);
        _recorder = new VisitRecorder(_meter, Log, _slots, options.Hop == Hop.Edge ? options.Plan.PageBytes : 0);
    }

    /// <summary>What became of each request.</summary>
    public HopLog Log { get; }

    /// <summary>The switch of the upstream's faults.</summary>
    public Work Work { get; }

    /// <summary>Where it listens, once it was opened.</summary>
    public Uri? Address { get; private set; }

    /// <summary>The counters.</summary>
    public ServiceCounters Counters()
    {
        var inFlight = _reader.UpAndDown(VisitRecorder.InFlightInstrument);
        if (_options.Hop == Hop.Mid)
        {
            // It has no slots: what bounds it is the number of connections to the upstream.
            var active = _reader.Connections("active").Now;
            var waiting = Math.Max(0, _reader.UpAndDown("http.client.active_requests").Now - active);
            _peakWaitingForConnections = Math.Max(_peakWaitingForConnections, waiting);
            return new ServiceCounters(inFlight.Now, inFlight.Peak, active, waiting, _peakWaitingForConnections, Vitals());
        }

        var queue = _reader.UpAndDown(Slots.WaitingInstrument);
        return new ServiceCounters(
            inFlight.Now, inFlight.Peak, _reader.UpAndDown(Slots.BusyInstrument).Now, queue.Now, queue.Peak, Vitals());
    }

    /// <summary>Begins to listen, as soon as the port is free if it was told one.</summary>
    /// <exception cref="IOException">The port was not free within ten seconds.</exception>
    public async Task OpenAsync()
    {
        var until = TimeProvider.System.Now() + _portLimit;
        while (true)
        {
            var app = Build();
            try
            {
                await app.StartAsync();
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException && TimeProvider.System.Now() < until)
            {
                // The process before this one is about to close its listener.
                await app.DisposeAsync();
                await Task.Delay(_portRetry);
                continue;
            }

            _app = app;
            Address = new Uri(app.Urls.Single());
            return;
        }
    }

    /// <summary>Stops listening and cuts what is under way.</summary>
    public async Task CloseAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await StopAsync(now.Token);
    }

    /// <summary>Stops listening, and lets what is under way end within the host's limit.</summary>
    public Task DrainAsync() => StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _reader.Dispose();
        _meter.Dispose();
        _slots.Dispose();
        if (_items is not null)
        {
            await _items.DisposeAsync();
        }
    }

    private WebApplication Build()
    {
        var hop = _options.Hop;
        var plan = _options.Plan;

        // An upstream that ignores has nothing of the candidate: it only does what it is asked.
        var isIgnoring = hop == Hop.Upstream && !_candidate.Honours;
        var port = Address?.Port ?? _options.Port;
        var app = ServiceHost.Create(new IPEndPoint(IPAddress.Parse(_options.Address), port), services =>
        {
            services.Configure<HostOptions>(host => host.ShutdownTimeout = plan.DrainLimit);
            var client = services.AddHttpClient(Client)
                .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
                {
                    MaxConnectionsPerServer = hop == Hop.Edge ? plan.EdgeSlots : plan.MidConnections,
                    PooledConnectionLifetime = plan.ConnectionLifetime,
                    UseProxy = false,
                });
            if (!isIgnoring)
            {
                _services.AddServices(services, hop, plan);
                _services.ConfigureClient(client, plan);
            }
        });
        _recorder.UseOutside(app);
        if (!isIgnoring)
        {
            _services.Use(app, hop);
        }

        VisitRecorder.UseInside(app);
        Map(app, isIgnoring);
        return app;
    }

    private void Map(WebApplication app, bool isIgnoring)
    {
        var next = new Next(app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(Client), _options.Calls);
        switch (_options.Hop)
        {
            case Hop.Edge:
                _services.MapEdge(app, _options.Plan, next);
                break;
            case Hop.Mid:
                _services.MapMid(app, next);
                break;
            case Hop.Upstream when isIgnoring:
                IgnoringUpstream.Map(app, Work);
                break;
            default:
                _services.MapUpstream(app, Work);
                break;
        }
    }

    private async Task StopAsync(CancellationToken token)
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app)
        {
            return;
        }

        try
        {
            await app.StopAsync(token);
        }
        catch (OperationCanceledException)
        {
            // That is how the host says that it did not wait for all of them.
        }

        await app.DisposeAsync();
    }

    private Vitals Vitals()
    {
        var value = _reader.Observe();
        var lifetime = _app?.Services.GetRequiredService<IHostApplicationLifetime>();
        return new Vitals(
            (long)value("dotnet.process.memory.working_set"),
            (long)value("dotnet.gc.last_collection.heap.size"),
            (long)value("dotnet.gc.heap.total_allocated"),
            (int)value("dotnet.thread_pool.thread.count"),
            (long)value("dotnet.timer.count"),
            _reader.UpAndDown("kestrel.active_connections").Now + _reader.UpAndDown("http.client.open_connections").Now,
            lifetime is null ? 0 : TokenRegistrations.Count(lifetime.ApplicationStopping) + TokenRegistrations.Count(lifetime.ApplicationStopped),
            value("dotnet.process.cpu.time"));
    }
}
