using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Plumbline;

// In every method here `child` is written once, last, from locals: with `out ctx` it is the very variable that `this` is.
public readonly partial struct Context
{
    /// <summary>Derives a child that ends with its scope, or with this context.</summary>
    /// <param name="child">The derived context.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it cancels the child.</returns>
    /// <remarks>One allocation. Done on return when this context is. Go: <c>context.WithCancelCause</c> (B19–B34).</remarks>
    public CancelScope WithCancel(
        out Context child,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ValueNode? values = _values;
        SignalNode node = Derivation.WithCancel(_signal, member, file, line);
        child = new Context(node, values);
        return new CancelScope(node);
    }

    /// <summary>Derives a child that is done once <paramref name="timeout"/> has passed.</summary>
    /// <param name="timeout">
    /// Time from now on the context's clock, any length. <see cref="TimeSpan.Zero"/> or less gives a child that is already done;
    /// <see cref="Timeout.InfiniteTimeSpan"/> adds no deadline.
    /// </param>
    /// <param name="child">The derived context; its deadline is never later than this context's.</param>
    /// <param name="cause">What <see cref="Cause"/> says when this deadline, not a nearer one, ended the child.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it cancels the child and releases its deadline.</returns>
    /// <remarks>
    /// One allocation, two with a cause; no timer when this context ends first. On the system clock, from the 257th deadline on that a thread
    /// sets within a tick (4 ms), a timeout of 256 ms or more counts from the scheduler's next tick, or from when somebody asks for what is
    /// left, and not from this call. Go: <c>context.WithTimeoutCause</c> (B46–B58, B86–B91).
    /// </remarks>
    public CancelScope WithTimeout(
        TimeSpan timeout, out Context child, Exception? cause = null,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ValueNode? values = _values;
        SignalNode node = Derivation.WithTimeout(_signal, timeout, cause, member, file, line);
        child = new Context(node, values);
        return new CancelScope(node);
    }

    /// <summary>Derives a child that is done at <paramref name="deadline"/>.</summary>
    /// <param name="deadline">
    /// Any instant. It is turned into a timeout when the child is made: a later step of the wall clock does not move it. One
    /// that is past, or now, gives a child that is already done.
    /// </param>
    /// <param name="child">The derived context; its deadline is never later than this context's.</param>
    /// <param name="cause">What <see cref="Cause"/> says when this deadline, not a nearer one, ended the child.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it cancels the child and releases its deadline.</returns>
    /// <remarks>
    /// Two allocations; one, and no timer, when this context ends first, two with a cause. Go: <c>context.WithDeadlineCause</c> (B46–B58,
    /// B86–B91).
    /// </remarks>
    public CancelScope WithDeadline(
        DateTimeOffset deadline, out Context child, Exception? cause = null,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ValueNode? values = _values;
        SignalNode node = Derivation.WithDeadline(_signal, deadline, cause, member, file, line);
        child = new Context(node, values);
        return new CancelScope(node);
    }

    /// <summary>Derives a child that this context cannot stop, for work that must be finished; its own limit does.</summary>
    /// <param name="limit">Time from now on the context's clock, more than zero: a shield without a limit would never end.</param>
    /// <param name="child">The derived context, with this context's values and clock.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it cancels the child and releases its deadline.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is zero, negative or infinite.</exception>
    /// <remarks>
    /// For a rollback, a release, an audit record: short work that a cancel must not cut. Not linked to this context, nor does it keep
    /// it alive. Counts as <see cref="WithTimeout"/> does. Go: <c>context.WithTimeout(context.WithoutCancel(ctx), limit)</c>.
    /// </remarks>
    public CancelScope WithShield(
        TimeSpan limit, out Context child,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (limit <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(limit), limit, "Must be more than zero: a shield without a limit would never end.");
        }

        ValueNode? values = _values;
        SignalNode node = Derivation.WithShield(_signal, limit, member, file, line);
        child = new Context(node, values);
        return new CancelScope(node);
    }

    /// <summary>Derives a child of several parents: done with the first of them that is.</summary>
    /// <param name="parents">At least one. The values and the clock are the first one's.</param>
    /// <param name="child">
    /// The derived context. Its deadline is the earliest of theirs, its cause the first one's that ends; the message says which
    /// parent that was.
    /// </param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it cancels the child and unlinks it from every parent.</returns>
    /// <exception cref="ArgumentException"><paramref name="parents"/> is empty.</exception>
    /// <remarks>
    /// Three allocations, and one more for each parent that can end. When several are done already, the first in order counts (B137).
    /// </remarks>
    public static CancelScope Merge(
        ReadOnlySpan<Context> parents, out Context child,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (parents.IsEmpty)
        {
            throw new ArgumentException("Must hold at least one context: the child takes its values and clock from the first.", nameof(parents));
        }

        ValueNode? values = parents[0]._values;
        var node = MergeNode.Create(parents, new Origin(member, file, line));
        child = new Context(node, values);
        return new CancelScope(node);
    }

    /// <summary>Derives a child that ends when the process is asked to stop: by SIGINT (Ctrl-C) or SIGTERM.</summary>
    /// <param name="child">The derived context; its cause is a <see cref="SignalReceivedException"/>.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it gives the signals back their usual effect.</returns>
    /// <remarks>The first signal ends the context; a second one has its usual effect and kills. Go: <c>signal.NotifyContext</c>.</remarks>
    public CancelScope WithSignals(
        out Context child,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        WithSignals([PosixSignal.SIGINT, PosixSignal.SIGTERM], out child, member, file, line);

    /// <summary>Derives a child that ends when the process receives one of <paramref name="signals"/>.</summary>
    /// <param name="signals">At least one; numbers of the platform as <see cref="PosixSignal"/> takes them.</param>
    /// <param name="child">The derived context; its cause is a <see cref="SignalReceivedException"/>.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it gives the signals back their usual effect.</returns>
    /// <exception cref="ArgumentException"><paramref name="signals"/> is empty.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform does not know one of the signals.</exception>
    /// <exception cref="IOException">The system refused to install the handler.</exception>
    public CancelScope WithSignals(
        ReadOnlySpan<PosixSignal> signals, out Context child,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (signals.IsEmpty)
        {
            throw new ArgumentException("Must hold at least one signal to wait for.", nameof(signals));
        }

        ValueNode? values = _values;
        var node = PosixSignalNode.Create(_signal, signals, new Origin(member, file, line));
        child = new Context(node, values);
        return new CancelScope(node);
    }

    /// <summary>The values and the clock of this context, without its signal: the loud word for detaching.</summary>
    /// <returns>A context that is never done and has no deadline.</returns>
    /// <remarks>No allocation. Prefer <see cref="WithShield"/>, which ends. Go: <c>context.WithoutCancel</c> (B99–B103).</remarks>
    public Context WithoutCancel() => new(_signal?.Scheduler.RootOrNull, _values);
}
