using Microsoft.Extensions.Hosting;

namespace Plumbline.AspNetCore;

/// <summary>The two phases of the host's stop, as contexts: a service, one per application.</summary>
/// <remarks>
/// A request is not canceled when the host begins to stop: it has until the grace ends (<c>HostOptions.ShutdownTimeout</c>, 30 s unless set). Work that
/// had better end sooner looks at <see cref="Draining"/>, or runs under
/// <c>Context.Merge([ctx, host.Draining], out var child)</c>. Safe from any thread. The causes are <see cref="HostStoppingException"/>s.
/// </remarks>
public sealed class HostContexts
{
    private static readonly TimeSpan _longestReserve = TimeSpan.FromSeconds(1);
    private const int Branches = 16;

    private readonly Context[] _branches = new Context[Branches];
    private readonly TimeProvider _clock;
    private readonly TimeSpan _grace;
    private readonly CancelScope _stopping;
    private readonly CancelScope _draining;
    private CancellationToken _forced;
    private int _begun;
    private long _stoppedAt;

    internal HostContexts(TimeProvider clock, IHostApplicationLifetime? lifetime, TimeSpan shutdownTimeout)
    {
        _clock = clock;
        _grace = GraceOf(shutdownTimeout);
        _stopping = Context.Root(clock).WithCancel(out var stopping, "the host", "", 0);
        _draining = stopping.WithCancel(out var draining, "the host", "", 0);
        Stopping = stopping;
        Draining = draining;
        for (var number = 0; number < Branches; number++)
        {
#pragma warning disable PLB0001 // A branch ends with what it branches off, never by itself.
            stopping.WithCancel(out _branches[number], "the host", "", 0);
#pragma warning restore PLB0001
        }

        lifetime?.ApplicationStopping.UnsafeRegister(static self => ((HostContexts)self!).Drain(), this);
    }

    /// <summary>Done when the host begins to stop: finish, start nothing that takes long.</summary>
    [ContextRoot]
    public Context Draining { get; }

    /// <summary>Done when the host's grace ends, and every request's context with it.</summary>
    /// <remarks>
    /// A tenth of <c>HostOptions.ShutdownTimeout</c>, but no more than a second, before the server cuts the connections: that is the time requests have to
    /// answer with 503. When <c>StopAsync</c> is given a token that fires sooner, it is done then.
    /// </remarks>
    [ContextRoot]
    public Context Stopping { get; }

    /// <summary>What a request's context hangs on: <see cref="Stopping"/>, by way of a branch that few other threads use.</summary>
    /// <remarks>A context is linked into its parent under the parent's lock, at which all requests of a server would meet.</remarks>
    internal Context Branch => _branches[Environment.CurrentManagedThreadId & (Branches - 1)];

    /// <summary>Whether it is the stopping host that cuts the connections now, and not their clients.</summary>
    internal bool IsGraceOver => _forced.IsCancellationRequested || Stopping.IsDone;

    /// <summary>When <see cref="Stopping"/> ended, on its clock; null before.</summary>
    internal long? StoppedAt => Volatile.Read(ref _stoppedAt) is not 0 and var at ? at : null;

    /// <summary>The first phase begins. Only the first call counts.</summary>
    internal void Drain()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
            return;

        _draining.Cancel(new HostStoppingException());
#pragma warning disable PLB0001 // Nothing but its time ends it: that is what it is for.
        Context.Root(_clock).WithTimeout(_grace, out var grace, cause: null, "HostOptions.ShutdownTimeout", "", 0);
#pragma warning restore PLB0001
        grace.Register(static self => self.EndGrace(), this);
    }

    /// <summary>The first phase begins, and the second when the host's patience ends.</summary>
    /// <param name="forced">What the host hands to those it stops: fires when it waits no longer.</param>
    internal void Drain(CancellationToken forced)
    {
        _forced = forced;
        Drain();
        forced.UnsafeRegister(static self => ((HostContexts)self!).EndGrace(), this);
    }

    private void EndGrace()
    {
        // Before the context is ended, so that whoever sees it done finds the time.
        Interlocked.CompareExchange(ref _stoppedAt, Math.Max(_clock.GetTimestamp(), 1), 0);
        _stopping.Cancel(new HostStoppingException());
    }

    private static TimeSpan GraceOf(TimeSpan shutdownTimeout)
    {
        if (shutdownTimeout == Timeout.InfiniteTimeSpan)
            return shutdownTimeout;

        var reserve = shutdownTimeout / 10;
        return shutdownTimeout - (reserve < _longestReserve ? reserve : _longestReserve);
    }
}
