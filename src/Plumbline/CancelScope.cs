namespace Plumbline;

/// <summary>Owns one derived <see cref="Context"/>: who holds the scope can cancel it, who holds the context cannot.</summary>
/// <remarks>
/// <para>
/// Made for <c>using</c>. Leaving the scope cancels the context, also on success (as Go's <c>defer cancel()</c>; a disposed
/// <see cref="CancellationTokenSource"/> does not), unlinks it from its parent and releases its deadline. So nothing that still
/// needs the context may be returned out of its scope.
/// </para>
/// <para>Safe from any thread and any number of times. <c>default</c> owns nothing; every member of it does nothing.</para>
/// </remarks>
public readonly struct CancelScope : IDisposable, IEquatable<CancelScope>
{
    private readonly SignalNode? _node;

    internal CancelScope(SignalNode node) => _node = node;

    /// <summary>Ends the context as <see cref="ContextStatus.Canceled"/>, unless it is done already.</summary>
    /// <param name="cause">
    /// What <see cref="Context.Cause"/> says from now on, here and in every descendant; the first cause wins. Null: a
    /// <see cref="ContextCanceledException"/> that names the scope.
    /// </param>
    /// <remarks>
    /// When it returns, the context and every context derived from it are done and say so by every member. It never runs, waits
    /// for, or throws what a callback does. Cost: time linear in the live descendants, no stack; a scope without descendants and
    /// callbacks allocates nothing. Go: <c>CancelFunc</c>, <c>CancelCauseFunc</c> (B20, B24, B25).
    /// </remarks>
    public void Cancel(Exception? cause = null) => _node?.End(cause, expired: false);

    /// <summary>Cancels the context if it is not done, unlinks it from its parent and releases its deadline.</summary>
    public void Dispose() => _node?.Leave();

    /// <summary>Whether both own the same context.</summary>
    /// <param name="other">The scope to compare with.</param>
    /// <returns>True when both own the same context, or neither owns any.</returns>
    public bool Equals(CancelScope other) => ReferenceEquals(_node, other._node);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CancelScope other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _node is null ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_node);

    /// <summary>Whether both own the same context.</summary>
    /// <param name="left">One scope.</param>
    /// <param name="right">The other scope.</param>
    /// <returns>True when both own the same context, or neither owns any.</returns>
    public static bool operator ==(CancelScope left, CancelScope right) => left.Equals(right);

    /// <summary>Whether the two own different contexts.</summary>
    /// <param name="left">One scope.</param>
    /// <param name="right">The other scope.</param>
    /// <returns>False when both own the same context, or neither owns any.</returns>
    public static bool operator !=(CancelScope left, CancelScope right) => !left.Equals(right);

    /// <summary>Says which context this scope owns, for logs and the debugger.</summary>
    /// <returns>The lineage of the context.</returns>
    public override string ToString() => _node is null ? "CancelScope of nothing" : "CancelScope of " + new Context(_node, null);
}
