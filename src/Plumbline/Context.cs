using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>
/// One value that goes down the call stack and tells work when to stop: a cancellation signal, a deadline, the cause, and
/// request-scoped values.
/// </summary>
/// <remarks>
/// <para>
/// Pass it as the first parameter, named <c>ctx</c>; never keep it in a field. Whoever holds a context can watch it, derive from it
/// and pass it on; only the holder of the <see cref="CancelScope"/> it was made with can end it.
/// </para>
/// <para>
/// <c>default</c> is <see cref="Background"/>. 16 bytes, immutable, every member safe from any thread; a variable that several
/// threads share must not be reassigned (a 16-byte struct tears). Equality is identity: the same signal and the same values.
/// </para>
/// <para>Go: <c>context.Context</c>.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(ContextDebugView))]
public readonly partial struct Context : IEquatable<Context>
{
    // Two independent chains: WithValue leaves the signal alone, deriving leaves the values alone. A null signal is Background.
    private readonly SignalNode? _signal;
    private readonly ValueNode? _values;

    internal Context(SignalNode? signal, ValueNode? values)
    {
        _signal = signal;
        _values = values;
    }

    /// <summary>The root: never done, no deadline, no values, on the system clock. The same as <c>default</c>.</summary>
    /// <remarks>No allocation. Go: <c>context.Background</c> (B01).</remarks>
    public static Context Background => default;

    /// <summary>A root on another clock: deadlines derived from it are measured by <paramref name="clock"/>.</summary>
    /// <param name="clock">The clock of this context and of all derived from it, detached ones too.</param>
    /// <returns>A context that is never done; the same one for the same clock, <see cref="Background"/> for the system's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="clock"/> is null.</exception>
    public static Context Root(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new Context(Scheduler.For(clock).RootOrNull, null);
    }

    /// <summary>A placeholder that works as <see cref="Background"/> and says "not wired yet" wherever it is printed.</summary>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A context that is never done and unlike every other.</returns>
    /// <remarks>One allocation. Go: <c>context.TODO</c> (B02).</remarks>
    public static Context Todo(
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new RootNode(SystemScheduler.Instance, NodeKind.Todo, new Origin(member, file, line)), null);

    /// <summary>The context that <paramref name="token"/> leads back to, or a live context on a token from elsewhere.</summary>
    /// <param name="token">Any token. <see cref="CancellationToken.None"/> gives <see cref="Background"/>.</param>
    /// <returns>
    /// For a token taken from a context: a context on the same signal, with its deadline, status and cause, but without values;
    /// also through sources linked by the BCL, done with the linked token. For a foreign token: a context whose
    /// <see cref="Token"/> is that token.
    /// </returns>
    /// <remarks>
    /// One small object per foreign source, however often it is called, freed with the source; registered on the token only while
    /// there are children, callbacks or a taken <see cref="Done"/>. A foreign token has no cause: one is recorded at the moment
    /// its end is first seen.
    /// </remarks>
    public static Context From(CancellationToken token) => new(TokenOrigin.Find(token), null);

    /// <summary>The context that <paramref name="token"/> leads back to, if it leads to one.</summary>
    /// <param name="token">Any token.</param>
    /// <param name="ctx">What <see cref="From(CancellationToken)"/> gives for it; <see cref="Background"/> when the token leads to no context.</param>
    /// <returns>
    /// True for a token that was taken from a context, also through sources linked by the BCL. False for a foreign token and for
    /// <see cref="CancellationToken.None"/>.
    /// </returns>
    /// <remarks>
    /// For code that sees every request: unlike <see cref="From(CancellationToken)"/>, it creates nothing for a foreign token. A token that a source linked by the BCL stands behind costs one small object, once, if a context is found.
    /// </remarks>
    public static bool TryFrom(CancellationToken token, out Context ctx)
    {
        SignalNode? node = TokenOrigin.FindOurs(token);
        ctx = new Context(node, null);
        return node is not null;
    }

    /// <summary>Not for use: a context needs no conversion, and this one would drop its values.</summary>
    /// <param name="ctx">The context to use as it is.</param>
    /// <returns>Nothing: it does not compile.</returns>
    [Obsolete("Use the context itself: From(ctx) would drop its values. Use WithoutCancel() to detach.", error: true)]
    public static Context From(Context ctx) => ctx;

    /// <summary>Whether work should stop.</summary>
    /// <value>
    /// True from the cancel on, or at most one scheduler tick (4 ms, machine idle) after the deadline, never before it, whatever the
    /// thread pool does. Never goes back.
    /// </value>
    /// <remarks>Costs as much as <see cref="CancellationToken.IsCancellationRequested"/>; reads no clock.</remarks>
    public bool IsDone => _signal is { } signal && signal.IsDone;

    /// <summary>Whether the context is done, and by which of the two ways.</summary>
    public ContextStatus Status => _signal is { } signal ? signal.Status : ContextStatus.Active;

    /// <summary>Why the context is done: the first cause wins and every descendant sees it. Null while it is not done.</summary>
    /// <value>
    /// The exception given to <see cref="CancelScope.Cancel"/> or to the deadline that passed, the same object; without one, a
    /// <see cref="TimeoutException"/> for a deadline and a <see cref="ContextCanceledException"/> for a cancel.
    /// </value>
    /// <remarks>Go: <c>context.Cause</c> (B74–B94).</remarks>
    public Exception? Cause => _signal?.Cause;

    /// <summary>A fresh exception that says why the context is done, or null while it is not.</summary>
    /// <param name="operation">What was being done, as the message shall name it: <c>GET http://host/report</c>. Null: left out.</param>
    /// <returns>A <see cref="ContextCanceledException"/>, a <see cref="DeadlineExceededException"/>, or null.</returns>
    /// <remarks>
    /// Its token is <see cref="Token"/>; <see cref="Exception.InnerException"/> is the cause that was given, and for a deadline
    /// without one a <see cref="TimeoutException"/>. Go: <c>ctx.Err()</c>.
    /// </remarks>
    public Exception? ToException(string? operation = null) => IsDone ? ContextErrors.Create(_signal!, operation) : null;

    /// <summary>Throws <see cref="ToException"/> when the context is done.</summary>
    /// <param name="operation">What was about to be done, as the message shall name it. Null: left out.</param>
    /// <exception cref="ContextCanceledException">The context was canceled.</exception>
    /// <exception cref="DeadlineExceededException">A deadline passed.</exception>
    public void ThrowIfDone(string? operation = null)
    {
        if (IsDone)
        {
            throw ContextErrors.Create(_signal!, operation);
        }
    }

    /// <summary>When work must be over, in UTC; null without a deadline. The same value on every call.</summary>
    /// <remarks>
    /// For people and for wire formats that are absolute: deadlines themselves are measured on the monotonic clock and do not move
    /// with the wall clock. May allocate on first use. Go: <c>ctx.Deadline()</c> (B05).
    /// </remarks>
    public DateTimeOffset? Deadline => _signal?.WallDeadline;

    /// <summary>How long work may still take; null without a deadline.</summary>
    /// <value>Never negative. <see cref="TimeSpan.Zero"/> once done.</value>
    /// <remarks>Reads the clock. When it finds the deadline passed it ends the context at once, before the scheduler would.</remarks>
    public TimeSpan? Remaining => _signal?.Remaining;

    /// <summary>The clock that deadlines of this context and of all derived from it are measured by.</summary>
    public TimeProvider Clock => _signal is { } signal ? signal.Scheduler.Clock : TimeProvider.System;

    /// <summary>A token that is canceled when this context is done, for everything that knows only tokens.</summary>
    /// <value>Leads back here by <see cref="From(CancellationToken)"/>. <see cref="CancellationToken.None"/> for a root.</value>
    /// <remarks>Never throws, is never disposed under a holder; no allocation.</remarks>
    public CancellationToken Token => _signal is { } signal ? signal.TakeToken() : CancellationToken.None;

    /// <summary>Completes when the context is done; never faults and is never canceled. The same task on every call.</summary>
    /// <remarks>
    /// Made on first use. Complete no later than <see cref="IsDone"/> is seen true; continuations run on the thread pool.
    /// Go: <c>ctx.Done()</c> (B06, B09, B12).
    /// </remarks>
    public Task Done => _signal is { } signal ? signal.Done : RootNode.NeverDone;

    /// <summary>The <see cref="Token"/> of a context, so that a context goes wherever a token does.</summary>
    /// <param name="ctx">The context.</param>
    public static implicit operator CancellationToken(Context ctx) => ctx.Token;

    /// <summary>The token of this context, for languages without implicit conversions.</summary>
    /// <returns><see cref="Token"/>.</returns>
    public CancellationToken ToCancellationToken() => Token;

    /// <summary>Whether both have the same signal and the same values.</summary>
    /// <param name="other">The context to compare with.</param>
    /// <returns>True when both are the same context.</returns>
    public bool Equals(Context other) => ReferenceEquals(_signal, other._signal) && ReferenceEquals(_values, other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Context other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(
            _signal is null ? 0 : RuntimeHelpers.GetHashCode(_signal), _values is null ? 0 : RuntimeHelpers.GetHashCode(_values));

    /// <summary>Whether both are the same context.</summary>
    /// <param name="left">One context.</param>
    /// <param name="right">The other context.</param>
    /// <returns>True when both have the same signal and the same values.</returns>
    public static bool operator ==(Context left, Context right) => left.Equals(right);

    /// <summary>Whether the two are different contexts.</summary>
    /// <param name="left">One context.</param>
    /// <param name="right">The other context.</param>
    /// <returns>False when both have the same signal and the same values.</returns>
    public static bool operator !=(Context left, Context right) => !left.Equals(right);

    /// <summary>The lineage: every layer, where it was made, what is left of each deadline, and the keys of the values.</summary>
    /// <returns>One line for logs; a value is in it only when its key is printable. Not a format to parse.</returns>
    public override string ToString() => ContextText.Lineage(_signal, _values);

    internal SignalNode? Signal => _signal;

    internal ValueNode? Values => _values;
}
