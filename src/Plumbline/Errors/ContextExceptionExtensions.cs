using System.Net.Sockets;

namespace Plumbline;

/// <summary>Says of any exception whether it is a context's deadline, a context's cancel, or a failure of its own.</summary>
/// <remarks>
/// Looks through inner exceptions; an <see cref="AggregateException"/> counts only when each of its parts does, so that a real failure
/// among cancellations is not hidden. A bare <see cref="TimeoutException"/> is nobody's deadline. Made for exception filters: they do
/// not throw and, without a match, do not allocate.
/// </remarks>
public static class ContextExceptionExtensions
{
    /// <summary>Whether the exception is the deadline of some context.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>
    /// True for a <see cref="DeadlineExceededException"/>, and for a cancellation whose token leads back to a context whose deadline passed.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static bool IsDeadlineExceeded(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Is(exception, ContextStatus.DeadlineExceeded);
    }

    /// <summary>Whether the exception came of the deadline of <paramref name="ctx"/>, whatever type the API that threw it chose.</summary>
    /// <param name="exception">What was thrown by something that ran under <paramref name="ctx"/>.</param>
    /// <param name="ctx">The context it ran under.</param>
    /// <returns>
    /// True when the deadline of the context passed and the exception is a cancellation, its own or a foreign one. True as well for a
    /// <see cref="DeadlineExceededException"/> with the context's own token, also while that is not done: work that was refused because
    /// too little time was left.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static bool IsDeadlineExceeded(this Exception exception, Context ctx)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return ctx.Signal is { } node && IsEndOf(exception, node, ContextStatus.DeadlineExceeded);
    }

    /// <summary>Whether the exception is the cancel of some context.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>True for a <see cref="ContextCanceledException"/>, and for a cancellation whose token leads back to a canceled context.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static bool IsCanceled(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Is(exception, ContextStatus.Canceled);
    }

    /// <summary>Whether the exception came of the cancel of <paramref name="ctx"/>, whatever type the API that threw it chose.</summary>
    /// <param name="exception">What was thrown by something that ran under <paramref name="ctx"/>.</param>
    /// <param name="ctx">The context it ran under.</param>
    /// <returns>
    /// True when the context was canceled, not by a deadline, and the exception is a cancellation, its own or a foreign one. True as well
    /// for a <see cref="ContextCanceledException"/> with the context's own token.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static bool IsCanceled(this Exception exception, Context ctx)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return ctx.Signal is { } node && IsEndOf(exception, node, ContextStatus.Canceled);
    }

    private static bool Is(Exception exception, ContextStatus status) => exception switch
    {
        DeadlineExceededException => status == ContextStatus.DeadlineExceeded,
        ContextCanceledException => status == ContextStatus.Canceled,
        AggregateException parts => AreAll(parts, status),
        OperationCanceledException canceled when TokenOrigin.FindExisting(canceled.CancellationToken) is { } node => node.Status == status,
        { InnerException: { } inner } => Is(inner, status),
        _ => false,
    };

    private static bool IsEndOf(Exception exception, SignalNode node, ContextStatus status) => exception switch
    {
        DeadlineExceededException or ContextCanceledException => IsSameEnd((OperationCanceledException)exception, node, status),
        OperationCanceledException canceled => node.Status == status && IsForeignOrSameEnd(canceled, node),
        SocketException { SocketErrorCode: SocketError.OperationAborted } => node.Status == status,
        AggregateException parts => AreAllEndsOf(parts, node, status),
        { InnerException: { } inner } => IsEndOf(inner, node, status),
        _ => false,
    };

    /// <summary>One of our own says whose end it was: that of a child which ended by itself is not the end of its parent.</summary>
    private static bool IsSameEnd(OperationCanceledException exception, SignalNode node, ContextStatus status)
    {
        SignalNode? thrower = TokenOrigin.FindKnown(exception.CancellationToken);
        if (ReferenceEquals(thrower, node))
        {
            // It is what it says, also of a context that is not done: what would have taken too long was not begun.
            return Is(exception, status);
        }

        return node.Status == status
            && (thrower is { IsDone: true } ? ReferenceEquals(thrower.EndedBy, node.EndedBy) : Is(exception, status));
    }

    /// <summary>One of the BCL's is taken for the end of the context it was thrown under, unless its token says whose end it was.</summary>
    private static bool IsForeignOrSameEnd(OperationCanceledException exception, SignalNode node) =>
        TokenOrigin.FindExisting(exception.CancellationToken) is not { IsDone: true } thrower
            || ReferenceEquals(thrower.EndedBy, node.EndedBy);

    // Written out twice: a lambda that captures would cost every call its closure, also those that meet no aggregate.
    private static bool AreAll(AggregateException parts, ContextStatus status)
    {
        foreach (Exception part in parts.InnerExceptions)
        {
            if (!Is(part, status))
            {
                return false;
            }
        }

        return parts.InnerExceptions.Count > 0;
    }

    private static bool AreAllEndsOf(AggregateException parts, SignalNode node, ContextStatus status)
    {
        foreach (Exception part in parts.InnerExceptions)
        {
            if (!IsEndOf(part, node, status))
            {
                return false;
            }
        }

        return parts.InnerExceptions.Count > 0;
    }
}
