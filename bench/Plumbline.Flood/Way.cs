namespace Plumbline.Flood;

/// <summary>Ways in which a callback can be due after 50 ms.</summary>
internal enum Way
{
    /// <summary>A BCL source with a delay: the baseline.</summary>
    BclCancelAfter,

    /// <summary>A deadline, and a callback registered on the context.</summary>
    Deadline,

    /// <summary>A deadline, and a callback registered on the context's token.</summary>
    DeadlineToken,

    /// <summary>A cancel by a thread that is not the pool's, 50 ms after the start.</summary>
    CancelFromOwnThread,

    /// <summary>The same, and a callback on the token.</summary>
    CancelFromOwnThreadToken,

    /// <summary>A BCL source that a timer's callback cancels, on a thread of the flooded pool: what the next two are held against.</summary>
    BclCancelFromPoolThread,

    /// <summary>A cancel by a timer's callback, on a thread of the flooded pool.</summary>
    CancelFromPoolThread,

    /// <summary>The same, and a callback on the token.</summary>
    CancelFromPoolThreadToken,
}
