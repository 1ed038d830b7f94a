using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>The requests whose handlers run, and what is said of those that go on after their context has ended.</summary>
/// <remarks>
/// A handler that never returns cannot report itself, and being told by each context when it ends would cost every request as much as the context. So
/// one timer looks at all that run, once a second. One for an application, safe from any thread.
/// </remarks>
internal sealed class RunningRequests : IDisposable
{
    internal const int NoSlot = -1;
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongOverdue = TimeSpan.FromSeconds(5);

    private const int MostStripes = 64;

    private readonly HostContexts _host;
    private readonly TimeSpan _grace;
    private readonly RequestMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Stripe[] _stripes;
    private readonly int _stripeMask;
    private readonly ITimer? _timer;

    internal RunningRequests(HostContexts host, TimeSpan grace, RequestMetrics metrics, ILogger logger)
    {
        _host = host;
        _grace = grace;
        _metrics = metrics;
        _logger = logger;
        _stripes = new Stripe[Math.Min(MostStripes, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount))];
        _stripeMask = _stripes.Length - 1;
        for (var number = 0; number < _stripes.Length; number++)
            _stripes[number] = new Stripe();

        // Weak, as is what the timer calls: an application that is never disposed of can be collected.
        if (grace != Timeout.InfiniteTimeSpan)
            _timer = Clock.CreateTimer(Tick, new WeakReference<RunningRequests>(this), Period, Period);
    }

    internal int Count => _stripes.Sum(static stripe => stripe.Count);

    private TimeProvider Clock => _host.Stopping.Clock;

    internal static RunningRequests Create(IServiceProvider services) => new(
        services.GetRequiredService<HostContexts>(),
        services.GetRequiredService<IOptions<RequestContextOptions>>().Value.OverrunGrace,
        services.GetRequiredService<RequestMetrics>(),
        services.GetRequiredService<ILogger<RequestContextMiddleware>>());

    // The processor's own stripe, or nearly always: no two requests that begin at once meet at a lock.
    internal void Add(RequestRun run)
    {
        var number = Thread.GetCurrentProcessorId() & _stripeMask;
        _stripes[number].Add(run, number);
    }

    internal void Remove(RequestRun run) => _stripes[run.Slot & (MostStripes - 1)].Remove(run);

    /// <summary>Reports a handler that has returned, if it was late.</summary>
    internal void Judge(RequestRun run)
    {
        if (_grace == Timeout.InfiniteTimeSpan || !run.Context.IsDone || OverrunOf(run) is not { } overrun || overrun <= _grace)
            return;

        if (run.Extra.TryCountOverrun())
            _metrics.CountOverrun(run);

        // A client that leaves makes any handler late, so that says little of the handler.
        var level = IsClients(run) ? LogLevel.Debug : LogLevel.Information;
        var (seconds, reason) = Describe(run, overrun);
        RequestLog.Overran(_logger, level, run.Endpoint.Name, seconds, reason);
    }

    public void Dispose() => _timer?.Dispose();

    private static void Tick(object? state)
    {
        if (!((WeakReference<RunningRequests>)state!).TryGetTarget(out var running))
            return;

        try
        {
            running.Sweep();
        }
#pragma warning disable CA1031 // A log or a meter's listener that throws would end the process: nobody else is above a timer.
        catch
#pragma warning restore CA1031
        {
        }
    }

    private void Sweep()
    {
        var ended = new List<RequestRun>();
        foreach (var stripe in _stripes)
            stripe.CollectEnded(ended);

        // From here on a handler may return: nothing of its request is touched but what is the run's own.
        var limit = _grace > LongOverdue ? _grace : LongOverdue;
        foreach (var run in ended)
        {
            if (OverrunOf(run) is not { } overrun || overrun < limit || !run.Extra.TryCountOverrun())
                continue;

            _metrics.CountOverrun(run);
            var level = IsClients(run) ? LogLevel.Information : LogLevel.Warning;
            var (seconds, reason) = Describe(run, overrun);
            RequestLog.StillRuns(_logger, level, run.Endpoint.Name, seconds, reason);
        }
    }

    /// <summary>For how long the context has been done; null where somebody else ended it, who reports it.</summary>
    private TimeSpan? OverrunOf(RequestRun run)
    {
        if (run.ExtraOrNull?.EndedAt is { } at)
            return Clock.GetElapsedTime(at);
        if (run.Context.Status == ContextStatus.DeadlineExceeded)
            return SinceDeadline(run);

        return run.End == RequestEnd.HostStopping && _host.StoppedAt is { } stoppedAt ? Clock.GetElapsedTime(stoppedAt) : null;
    }

    // A context's deadline is told on the wall clock, which may be set meanwhile: it is asked once, a second after the end at the latest.
    private TimeSpan SinceDeadline(RequestRun run)
    {
        var past = Clock.GetUtcNow() - run.Context.Deadline!.Value; // It passed.
        var overrun = past > TimeSpan.Zero ? past : TimeSpan.Zero;
        run.Extra.MarkEnded(Clock, overrun);
        return overrun;
    }

    private static bool IsClients(RequestRun run) => run.End is RequestEnd.ClientGone or RequestEnd.Aborted;

    private static (double Seconds, string Reason) Describe(RequestRun run, TimeSpan overrun) =>
        (Math.Round(overrun.TotalSeconds, 3), run.Reason); // Only of those that are done.

    /// <summary>Some of the runs, closely packed; a slot is an index and the number of the stripe.</summary>
    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private RequestRun?[] _runs = new RequestRun?[16];
        private int _count;

        internal int Count
        {
            get
            {
                lock (_lock)
                    return _count;
            }
        }

        internal void Add(RequestRun run, int number)
        {
            lock (_lock)
            {
                if (_count == _runs.Length)
                    Array.Resize(ref _runs, 2 * _count);

                _runs[_count] = run;
                run.Slot = (_count * MostStripes) + number;
                _count++;
            }
        }

        internal void Remove(RequestRun run)
        {
            lock (_lock)
            {
                _count--;
                var last = _runs[_count]!; // All below the count are there.
                _runs[run.Slot / MostStripes] = last;
                _runs[_count] = null;
                last.Slot = run.Slot;
                run.Slot = NoSlot;
            }
        }

        internal void CollectEnded(List<RequestRun> ended)
        {
            lock (_lock)
            {
                foreach (var run in _runs.AsSpan(0, _count))
                {
                    if (run!.Context.IsDone) // All below the count are there.
                        ended.Add(run);
                }
            }
        }
    }
}
