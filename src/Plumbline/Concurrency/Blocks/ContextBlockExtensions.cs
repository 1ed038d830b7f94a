using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Plumbline.Concurrency;

/// <summary>Blocks of work with a time limit of their own.</summary>
/// <remarks>
/// <para>
/// The body gets a context that ends with <c>ctx</c>, or when the limit has passed, whichever comes first. It is waited for, however long it takes to
/// look at that context: nothing is abandoned (to leave running work behind, see <see cref="ContextWaitExtensions"/>). What a body has produced
/// is returned, even if the time ran out in the same instant. After the block its context is done.
/// </para>
/// <para>
/// When the body was canceled its work may be partly done: that is the body's to say. When <c>ctx</c> is done on entry the body is not started. A limit of zero or
/// less gives the body a context that is done, and starts it all the same: it may have an answer without waiting. <see cref="Timeout.InfiniteTimeSpan"/> sets no limit.
/// </para>
/// <para>Python: Trio's <c>move_on_after</c> and <c>fail_after</c>. Thread safety: any number at a time. Cost: a derived context and the body's own.</para>
/// </remarks>
public static class ContextBlockExtensions
{
    /// <summary>Runs a body with a time limit, and goes on without its value if the limit ended it.</summary>
    /// <typeparam name="T">What the body produces.</typeparam>
    /// <param name="ctx">The caller's context: its end is never swallowed.</param>
    /// <param name="limit">Time from now on the context's clock; zero or less for a body that may not wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="body">What to do, under the context it is given.</param>
    /// <param name="member">Filled in by the compiler: where the limit was set.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The body's value, if it produced one, and whether the limit was reached.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="body"/> returned null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline of <paramref name="ctx"/>, not the limit, ended the body; or had passed before.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled and ended the body; or was before.</exception>
    /// <remarks>
    /// Any other failure of the body passes as it came. Work in the body that was refused because too little of the limit was left counts as ended by
    /// it. If the limit ended the body and <paramref name="ctx"/> ended before the body did, the error is
    /// that of <paramref name="ctx"/>.
    /// </remarks>
    public static async Task<MoveOnResult<T>> MoveOnAfterAsync<T>(
        this Context ctx, TimeSpan limit, Func<Context, Task<T>> body,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        ctx.ThrowIfDone();
        using CancelScope scope = ctx.WithTimeout(limit, out Context block, cause: null, member, file, line);
        try
        {
            T value = await (body(block) ?? throw ReturnedNull()).ConfigureAwait(false);
            return new MoveOnResult<T>(value, IsLimitReached(block));
        }
        catch (Exception e) when (IsEndOf(block, e) || IsOfLimit(block, e))
        {
            ThrowUnlessByLimit(ctx, block, e);
            return MoveOnResult<T>.WithoutValue;
        }
    }

    /// <summary>Runs a body with a time limit, and goes on if the limit ended it.</summary>
    /// <param name="ctx">The caller's context: its end is never swallowed.</param>
    /// <param name="limit">Time from now on the context's clock; zero or less for a body that may not wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="body">What to do, under the context it is given.</param>
    /// <param name="member">Filled in by the compiler: where the limit was set.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>True when the body ran to its end; false when the limit ended it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="body"/> returned null.</exception>
    /// <exception cref="DeadlineExceededException">The deadline of <paramref name="ctx"/>, not the limit, ended the body; or had passed before.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled and ended the body; or was before.</exception>
    /// <inheritdoc cref="MoveOnAfterAsync{T}" path="/remarks"/>
    public static async Task<bool> MoveOnAfterAsync(
        this Context ctx, TimeSpan limit, Func<Context, Task> body,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        ctx.ThrowIfDone();
        using CancelScope scope = ctx.WithTimeout(limit, out Context block, cause: null, member, file, line);
        try
        {
            await (body(block) ?? throw ReturnedNull()).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (IsEndOf(block, e) || IsOfLimit(block, e))
        {
            ThrowUnlessByLimit(ctx, block, e);
            return false;
        }
    }

    /// <summary>Runs a body with a time limit, and fails if the limit ended it.</summary>
    /// <typeparam name="T">What the body produces.</typeparam>
    /// <param name="ctx">The caller's context.</param>
    /// <param name="limit">Time from now on the context's clock; zero or less for a body that may not wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="body">What to do, under the context it is given.</param>
    /// <param name="member">Filled in by the compiler: where the limit was set.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The body's value, also when the limit was reached before the body ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="body"/> returned null.</exception>
    /// <exception cref="DeadlineExceededException">The limit ended the body, or a nearer deadline of <paramref name="ctx"/> did: the message says which was set where.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled and ended the body; or was before.</exception>
    /// <remarks>
    /// Whatever cancellation the body threw because its context ended, the error is that context's. Any other failure passes as it came. For the limit
    /// <c>e.IsDeadlineExceeded()</c> is true and <c>e.IsDeadlineExceeded(ctx)</c> is not: the caller has time left.
    /// </remarks>
    public static async Task<T> FailAfterAsync<T>(
        this Context ctx, TimeSpan limit, Func<Context, Task<T>> body,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        ctx.ThrowIfDone();
        using CancelScope scope = ctx.WithTimeout(limit, out Context block, cause: null, member, file, line);
        try
        {
            return await (body(block) ?? throw ReturnedNull()).ConfigureAwait(false);
        }
        catch (Exception e) when (!IsTyped(e) && IsEndOf(block, e))
        {
            throw block.ToException()!;
        }
    }

    /// <summary>Runs a body with a time limit, and fails if the limit ended it.</summary>
    /// <param name="ctx">The caller's context.</param>
    /// <param name="limit">Time from now on the context's clock; zero or less for a body that may not wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="body">What to do, under the context it is given.</param>
    /// <param name="member">Filled in by the compiler: where the limit was set.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A task that ends with the body.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="body"/> returned null.</exception>
    /// <exception cref="DeadlineExceededException">The limit ended the body, or a nearer deadline of <paramref name="ctx"/> did: the message says which was set where.</exception>
    /// <exception cref="ContextCanceledException"><paramref name="ctx"/> was canceled and ended the body; or was before.</exception>
    /// <inheritdoc cref="FailAfterAsync{T}" path="/remarks"/>
    public static async Task FailAfterAsync(
        this Context ctx, TimeSpan limit, Func<Context, Task> body,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(body);
        ctx.ThrowIfDone();
        using CancelScope scope = ctx.WithTimeout(limit, out Context block, cause: null, member, file, line);
        try
        {
            await (body(block) ?? throw ReturnedNull()).ConfigureAwait(false);
        }
        catch (Exception e) when (!IsTyped(e) && IsEndOf(block, e))
        {
            throw block.ToException()!;
        }
    }

    // Only the block whose own limit fired may go on: a nearer deadline of the caller's, or one at the same instant, began further up.
    private static bool IsLimitReached(Context block)
    {
        // Asking ends a context whose time is up, before the scheduler would.
        _ = block.Remaining;
        return block.Signal is { HasExpired: true } node && ReferenceEquals(node.EndedBy, node);
    }

    private static bool IsEndOf(Context block, Exception e) => e.IsDeadlineExceeded(block) || e.IsCanceled(block);

    private static bool IsTyped(Exception e) => e is DeadlineExceededException or ContextCanceledException;

    // The limit's, and perhaps before it has passed: so says work that was not begun because too little of it was left.
    private static bool IsOfLimit(Context block, Exception e) =>
        e is DeadlineExceededException exceeded
        && TokenOrigin.FindExisting(exceeded.CancellationToken) is { } thrower
        && ReferenceEquals(thrower.DeadlineOwner, block.Signal);

    private static void ThrowUnlessByLimit(Context ctx, Context block, Exception e)
    {
        // As with the block's own: its time may be up before the scheduler has come to it.
        _ = ctx.Remaining;
        ctx.ThrowIfDone();
        if (!IsLimitReached(block) && !IsOfLimit(block, e))
        {
            ExceptionDispatchInfo.Throw(IsTyped(e) ? e : block.ToException()!);
        }
    }

    private static InvalidOperationException ReturnedNull() => new("The body returned null; it must return a task.");
}
