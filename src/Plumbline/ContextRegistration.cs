using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>A callback registered on a <see cref="Context"/>, and the way to take it back.</summary>
/// <remarks>Safe from any thread and any number of times. <c>default</c> registers nothing; every member of it does nothing.</remarks>
public readonly struct ContextRegistration : IDisposable, IAsyncDisposable, IEquatable<ContextRegistration>
{
    private readonly CallbackNode? _node;

    internal ContextRegistration(CallbackNode node) => _node = node;

    /// <summary>Takes the callback back unless it has been started.</summary>
    /// <returns>True, once, when this call prevented it from ever running; false when it was started or taken back before.</returns>
    /// <remarks>Never waits. Go: the <c>stop</c> that <c>context.AfterFunc</c> returns (B109–B113).</remarks>
    public bool Unregister() => _node is not null && _node.Stop();

    /// <summary>Takes the callback back unless it has been started; does not wait for one that runs.</summary>
    public void Dispose() => _node?.Stop();

    /// <summary>Takes the callback back, or waits until it has run to its end, its task included.</summary>
    /// <returns>A task that is complete when the callback cannot be running any more. It never faults with what the callback threw.</returns>
    /// <remarks>
    /// Inside the callback itself it does not wait, for that would be for ever. Work that the callback started counts as inside it,
    /// awaited or not, as it has the callback's <see cref="ExecutionContext"/>: there it returns at once, too.
    /// </remarks>
    public ValueTask DisposeAsync() => _node?.StopAndWaitAsync() ?? ValueTask.CompletedTask;

    /// <summary>Whether both are the same registration.</summary>
    /// <param name="other">The registration to compare with.</param>
    /// <returns>True when both are the same, or neither registers anything.</returns>
    public bool Equals(ContextRegistration other) => ReferenceEquals(_node, other._node);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ContextRegistration other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _node is null ? 0 : RuntimeHelpers.GetHashCode(_node);

    /// <summary>Whether both are the same registration.</summary>
    /// <param name="left">One registration.</param>
    /// <param name="right">The other registration.</param>
    /// <returns>True when both are the same, or neither registers anything.</returns>
    public static bool operator ==(ContextRegistration left, ContextRegistration right) => left.Equals(right);

    /// <summary>Whether the two are different registrations.</summary>
    /// <param name="left">One registration.</param>
    /// <param name="right">The other registration.</param>
    /// <returns>False when both are the same, or neither registers anything.</returns>
    public static bool operator !=(ContextRegistration left, ContextRegistration right) => !left.Equals(right);
}
