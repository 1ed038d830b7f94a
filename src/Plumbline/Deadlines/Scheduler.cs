using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>Ends nodes when their deadlines pass; one for each clock.</summary>
/// <remarks>Also does the arithmetic of that clock, and counts the callbacks that are due on it.</remarks>
internal abstract class Scheduler
{
    /// <summary>The last timestamp there is: a deadline that far away is never reached but still counts as one.</summary>
    private const long Farthest = SignalNode.NoDeadline - 1;

    private static readonly ConditionalWeakTable<TimeProvider, ProviderScheduler> _byClock = [];

    private readonly long _frequency;
    private readonly long _unitsPerTick;
    private readonly Lock _quietLock = new();
    private TaskCompletionSource? _quiet;
    private int _pendingCallbacks;

    protected Scheduler(TimeProvider clock)
    {
        Clock = clock;
        _frequency = clock.TimestampFrequency;

        // Zero when a tick is not a whole number of units, or when a year of them would come near 64 bits.
        _unitsPerTick = _frequency % TimeSpan.TicksPerSecond == 0 && _frequency <= 10_000_000_000 ? _frequency / TimeSpan.TicksPerSecond : 0;
        Root = new RootNode(this, NodeKind.Root, default);
    }

    internal TimeProvider Clock { get; }

    internal RootNode Root { get; }

    /// <summary>The root as a <see cref="Context"/> holds it: null for the system clock's, so that <c>default</c> equals it.</summary>
    internal virtual RootNode? RootOrNull => Root;

    internal abstract long Now { get; }

    /// <summary>Whether what is <paramref name="units"/> from now is later than <paramref name="timestamp"/>, where that can be told without reading the clock.</summary>
    internal virtual bool IsCertainlyLater(long units, long timestamp) => false;

    internal static Scheduler For(TimeProvider clock) =>
        ReferenceEquals(clock, TimeProvider.System) ? SystemScheduler.Instance : _byClock.GetValue(clock, static c => new ProviderScheduler(c));

    /// <summary>Sees to it that the node is told when its deadline has passed: never before, and soon after.</summary>
    internal abstract void Arm(TimedNode node);

    /// <summary>Forgets a node that is ending. Called under its lock; takes no node's lock and runs no caller's code.</summary>
    internal abstract void Disarm(TimedNode node);

    /// <summary>The timestamp at which <paramref name="timeout"/> will have passed; in no case earlier.</summary>
    internal long TimestampAfter(TimeSpan timeout) => Later(Now, ToUnits(timeout));

    /// <summary>The sum of a timestamp and a difference, short of the end of time.</summary>
    internal static long Later(long timestamp, long units) =>
        timestamp > 0 && units > Farthest - timestamp ? Farthest : timestamp + units;

    /// <summary>A time as a difference of timestamps, rounded up; zero for what is negative.</summary>
    internal long ToUnits(TimeSpan time)
    {
        // Nearly every clock has a whole number of units in a tick of 100 ns, and nearly every timeout is less than a year.
        if (_unitsPerTick != 0 && (ulong)time.Ticks < TimeSpan.TicksPerDay * 365)
        {
            return time.Ticks * _unitsPerTick;
        }

        if (time <= TimeSpan.Zero)
        {
            return 0;
        }

        // In 128 bits: a long time at a high frequency leaves 64.
        Int128 units = (((Int128)time.Ticks * _frequency) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return units > Farthest ? Farthest : (long)units;
    }

    /// <summary>A difference of timestamps as a <see cref="TimeSpan"/>, rounded up to its ticks of 100 ns.</summary>
    internal TimeSpan ToTimeSpan(long difference)
    {
        if (difference <= 0)
        {
            return TimeSpan.Zero;
        }

        Int128 ticks = (((Int128)difference * TimeSpan.TicksPerSecond) + _frequency - 1) / _frequency;
        return ticks > TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)ticks);
    }

    /// <summary>The instant that a timestamp stands for, as the wall clock now has it.</summary>
    internal DateTimeOffset ToWallClock(long timestamp)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        long difference = timestamp - Now;
        Int128 ticks = (Int128)difference * TimeSpan.TicksPerSecond / _frequency;
        Int128 wall = now.UtcTicks + ticks;
        return wall >= DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue
            : wall <= DateTimeOffset.MinValue.UtcTicks ? DateTimeOffset.MinValue
            : new DateTimeOffset((long)wall, TimeSpan.Zero);
    }

    /// <summary>One more callback is due; <see cref="CallbackEnded"/> follows when it has run to its end.</summary>
    internal void CallbackPosted() => Interlocked.Increment(ref _pendingCallbacks);

    internal void CallbackEnded()
    {
        if (Interlocked.Decrement(ref _pendingCallbacks) != 0)
        {
            return;
        }

        TaskCompletionSource? quiet;
        lock (_quietLock)
        {
            if (Volatile.Read(ref _pendingCallbacks) != 0)
            {
                return;
            }

            quiet = _quiet;
            _quiet = null;
        }

        quiet?.TrySetResult();
    }

    /// <summary>Completes when no callback is due or running on this clock.</summary>
    internal Task WhenQuiet()
    {
        lock (_quietLock)
        {
            if (Volatile.Read(ref _pendingCallbacks) == 0)
            {
                return Task.CompletedTask;
            }

            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }
}
