using Microsoft.AspNetCore.Http;

namespace Plumbline.AspNetCore.Pipeline;

/// <summary>Which pass of a request through the pipeline begins: the first, the same one further in, or another one, for an error page.</summary>
/// <param name="Outer">Where the middleware is in the pipeline twice: the run of the one further out, which is not over.</param>
/// <param name="IsAgain">Whether the request has passed before.</param>
/// <param name="HeardAt">When its caller's deadline was first read, in milliseconds of the clock; 0 if it was not.</param>
internal readonly record struct RequestPass(RequestRun? Outer, bool IsAgain, uint HeardAt)
{
    /// <summary>Whether nobody has counted the request yet.</summary>
    internal bool IsFirst => Outer is null && !IsAgain;

    internal static RequestPass Of(HttpContext httpContext)
    {
        // The run of a pass that is over stays, unless there is one further out to put back.
        if (httpContext.Features.Get<RequestRun>() is not { } run)
            return default;

        return run.IsOver
            ? new RequestPass(null, IsAgain: true, run.HeardAt)
            : new RequestPass(run, run.IsAgain || run.ExtraOrNull?.Inner is not null, run.HeardAt);
    }

    /// <summary>Since when the caller has waited, in milliseconds of the clock: since its deadline was first read.</summary>
    internal RequestPass Heard(TimeProvider clock) =>
        HeardAt != 0 ? this : this with { HeardAt = Math.Max(1, MillisecondsOf(clock)) };

    /// <summary>How long ago the caller's deadline was first read.</summary>
    internal TimeSpan SinceHeard(TimeProvider clock) =>
        HeardAt == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(unchecked(MillisecondsOf(clock) - HeardAt));

    private static uint MillisecondsOf(TimeProvider clock) => unchecked((uint)(long)clock.GetElapsedTime(0).TotalMilliseconds);
}
