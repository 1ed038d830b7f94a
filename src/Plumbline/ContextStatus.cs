namespace Plumbline;

/// <summary>Whether a <see cref="Context"/> is done, and by which of the two ways.</summary>
/// <remarks>The category only; the reason is <see cref="Context.Cause"/>. Go: the value of <c>ctx.Err()</c>.</remarks>
public enum ContextStatus
{
    /// <summary>Not done: work may go on.</summary>
    Active,

    /// <summary>Ended by a cancel, of its own scope or of an ancestor's. Go: <c>context.Canceled</c>.</summary>
    Canceled,

    /// <summary>Ended because a deadline passed, its own or an ancestor's. Go: <c>context.DeadlineExceeded</c>.</summary>
    DeadlineExceeded,
}
