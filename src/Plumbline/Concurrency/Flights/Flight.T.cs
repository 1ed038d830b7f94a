using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Plumbline.Concurrency;

/// <summary>One execution for all who ask for the same key at the same time: it ends when it has a result, or when the last of them has left.</summary>
/// <typeparam name="TKey">What names the work: all callers of equal keys share one execution.</typeparam>
/// <typeparam name="TValue">What it gives to each of them. It is shared: let it be immutable, or safe from any thread.</typeparam>
/// <remarks>
/// <para>
/// The work runs under a context of its own. No caller's end is its end: each caller leaves alone, with the error of its own context, and the last
/// one to leave cancels the work (cause: <see cref="FlightAbandonedException"/>). The context has the first caller's clock, its values only if
/// <see cref="FlightOptions{TKey, TValue}.CarriesValues"/> says so, and a deadline that is fixed at the start: see
/// <see cref="FlightOptions{TKey, TValue}.Limit"/>. When that passes, callers who have time left get a <see cref="FlightTimeoutException"/>, at once,
/// whether the work obeys or not.
/// </para>
/// <para>
/// Nobody joins an execution that is stopping or over: whoever comes then starts a new one, without waiting for the old. So work that goes on after
/// it was stopped may overlap with its successor; what must never run twice at once needs a lock of its own.
/// </para>
/// <para>
/// Nothing is kept: neither a result nor a failure outlives those who waited for it. Work that asks for its own key waits for itself until its
/// deadline. Safe from any thread; keep one for as long as the program runs. Go: <c>singleflight.Group</c> (B148), which takes no context.
/// </para>
/// </remarks>
public sealed class Flight<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, FlightRun<TKey, TValue>> _runs;
    private readonly FlightOptions<TKey, TValue> _options;
    private readonly Origin _origin;

    /// <summary>Makes a flight with nothing under way.</summary>
    /// <param name="options">How to run the work; null for what each option says is its default.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public Flight(
        FlightOptions<TKey, TValue>? options = null,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _options = options ?? new FlightOptions<TKey, TValue>();
        _origin = new Origin(member, file, line);
        Counts = FlightMetrics.CountsOf(_options.Name);
        _runs = new ConcurrentDictionary<TKey, FlightRun<TKey, TValue>>(_options.Comparer);
    }

    internal FlightCounts Counts { get; }

    internal Func<TValue, ValueTask>? OnAbandoned => _options.OnAbandoned;

    /// <summary>What begins a run; null for the pool. For tests that say when.</summary>
    internal Action<IThreadPoolWorkItem>? Begins { get; init; }

    internal bool HasLimit => _options.Limit is not null;

    /// <summary>How many executions somebody waits for.</summary>
    internal int CountRuns() => _runs.Count;

    /// <summary>Waits for the execution of <paramref name="key"/> that is under way, or starts one.</summary>
    /// <param name="ctx">The caller's: how long it waits. It does not reach the work.</param>
    /// <param name="key">What to wait for.</param>
    /// <param name="work">
    /// What to run where nothing is under way. Begun on the thread pool, without the <see cref="ExecutionContext"/> of the caller: no
    /// AsyncLocals, no current activity. It gets the flight's context, which ends with it: nothing that still needs that may be returned.
    /// </param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>
    /// The result, the same one for all who waited. A result that is there is handed out, also to a caller whose context is done by then but has
    /// not left yet. Continuations run on the thread pool.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="work"/> is null.</exception>
    /// <exception cref="ContextCanceledException">In the task: the caller's context was canceled.</exception>
    /// <exception cref="DeadlineExceededException">In the task: the caller's deadline passed.</exception>
    /// <exception cref="FlightTimeoutException">In the task: the flight's own time is up, and the caller has some left.</exception>
    /// <exception cref="Exception">In the task: what the work threw, the same object for all who waited.</exception>
    /// <remarks>
    /// When canceled: a context that was done before has no effect, nothing is started. Otherwise the work may have happened, and for others it goes on. A
    /// caller costs four small objects.
    /// </remarks>
    public Task<TValue> RunAsync(
        Context ctx, TKey key, Func<Context, TKey, Task<TValue>> work,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(work);
        return JoinAndWatch(ctx, key, work, static (ctx, key, work) => work(ctx, key), new Origin(member, file, line));
    }

    /// <summary>Waits for the execution of <paramref name="key"/> that is under way, or starts one, whose work is given <paramref name="state"/>: no closure needed.</summary>
    /// <typeparam name="TState">Type of the state.</typeparam>
    /// <param name="ctx">The caller's: how long it waits. It does not reach the work.</param>
    /// <param name="key">What to wait for.</param>
    /// <param name="state">What the work is given, if it is this caller who starts it.</param>
    /// <param name="work">What to run where nothing is under way; see the overload without state.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <inheritdoc cref="RunAsync(Context, TKey, Func{Context, TKey, Task{TValue}}, string, string, int)" path="/returns|/exception|/remarks"/>
    public Task<TValue> RunAsync<TState>(
        Context ctx, TKey key, TState state, Func<Context, TKey, TState, Task<TValue>> work,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(work);
        return JoinAndWatch(ctx, key, state, work, new Origin(member, file, line));
    }

    /// <summary>Has the next caller of <paramref name="key"/> start anew, as after a write that makes what is under way stale.</summary>
    /// <param name="key">What to forget.</param>
    /// <returns>Whether anything was under way. It goes on for those who wait for it, and nobody joins it any more.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>Go: <c>singleflight.Group.Forget</c>.</remarks>
    public bool Forget(TKey key) => _runs.TryRemove(key, out _);

    internal void Remove(FlightRun<TKey, TValue> run) => _runs.TryRemove(new KeyValuePair<TKey, FlightRun<TKey, TValue>>(run.Key, run));

    internal bool TryAdd(FlightRun<TKey, TValue> run) => _runs.TryAdd(run.Key, run);

    internal bool TryJoin(TKey key, FlightCaller<TKey, TValue> caller)
    {
        if (!_runs.TryGetValue(key, out FlightRun<TKey, TValue>? run))
        {
            return false;
        }

        if (run.TryJoin(caller))
        {
            return true;
        }

        Remove(run);
        return false;
    }

    /// <summary>Brings a caller into the run that is under way, or into a new one; it leaves when told to, or when it watches its context.</summary>
    internal FlightCaller<TKey, TValue> Join<TState>(
        Context ctx, TKey key, TState state, Func<Context, TKey, TState, Task<TValue>> work, in Origin origin)
    {
        var caller = new FlightCaller<TKey, TValue>(ctx.Signal);
        while (!TryJoin(key, caller))
        {
            var run = new FlightRun<TKey, TValue, TState>(NewContext(ctx, origin), this, key, state, work);
            run.TryEnlist(caller);
            if (TryAdd(run))
            {
                run.Start();
                break;
            }

            run.Discard(caller);
        }

        return caller;
    }

    private Task<TValue> JoinAndWatch<TState>(
        Context ctx, TKey key, TState state, Func<Context, TKey, TState, Task<TValue>> work, in Origin origin)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (ctx.IsDone)
        {
            return Ended.With<TValue>(ctx.ToException("about to join a flight")!);
        }

        FlightCaller<TKey, TValue> caller = Join(ctx, key, state, work, origin);
        caller.Watch(origin);
        return caller.Task;
    }

    private Context NewContext(Context ctx, in Origin origin)
    {
        SignalNode? signal = ctx.Signal;
        SignalNode node = _options.Limit switch
        {
            null => Derivation.WithDeadlineOf(signal, origin),
            { } limit when limit == Timeout.InfiniteTimeSpan => Derivation.WithCancel(signal?.Scheduler.RootOrNull, origin.Member, origin.File, origin.Line),
            { } limit => Derivation.WithShield(signal, limit, _origin.Member, _origin.File, _origin.Line),
        };
        return new Context(node, _options.CarriesValues ? ctx.Values : null);
    }
}
