using Plumbline.AspNetCore.Incoming;

namespace Plumbline.AspNetCore.Deadlines;

/// <summary>What one request has left when its context is made, and who says so.</summary>
/// <param name="Left">From now on; zero for one that is over already, infinite for no limit.</param>
/// <param name="Owner">Whose limit it is.</param>
/// <param name="IsWithdrawable">Whether it does not hold for a request that turns out to be a long-lived one.</param>
/// <param name="Member">Who set it.</param>
/// <param name="File">Empty where <paramref name="Member"/> says all.</param>
/// <param name="Line">In <paramref name="File"/>.</param>
internal readonly record struct RequestBudget(
    TimeSpan Left, DeadlineOwner Owner, bool IsWithdrawable, string Member, string File = "", int Line = 0)
{
    internal static RequestBudget Infinite => new(Timeout.InfiniteTimeSpan, DeadlineOwner.Server, IsWithdrawable: false, "no limit");

    internal bool IsInfinite => Left == Timeout.InfiniteTimeSpan;

    /// <summary>The endpoint's own, or the default.</summary>
    /// <param name="endpoint">Whose limit is finite.</param>
    /// <param name="waited">How long the request has been here.</param>
    internal static RequestBudget Of(EndpointLimit endpoint, TimeSpan waited) => Of(endpoint.Limit, endpoint.IsOwn, waited);

    /// <summary>What the caller sent along, or the most that it can have.</summary>
    /// <param name="left">What the headers come to, from now on.</param>
    /// <param name="sent">The rest of it.</param>
    /// <param name="endpoint">Where the request goes.</param>
    /// <param name="maximum">Of the server.</param>
    /// <param name="waited">How long the request has been here.</param>
    internal static RequestBudget Sent(
        TimeSpan left, in IncomingDeadline sent, EndpointLimit endpoint, RequestLimit maximum, TimeSpan waited)
    {
        // A refused request is never exempted.
        var isOwn = endpoint.IsOwn || sent.RefuseWith != 0;
        return !maximum.IsInfinite && maximum.Duration - waited < left
            ? Of(maximum, isOwn, waited)
            : new RequestBudget(
                left, sent.IsCallers ? DeadlineOwner.Caller : DeadlineOwner.Server, IsWithdrawable: !isOwn && left > TimeSpan.Zero, sent.Origin);
    }

    private static RequestBudget Of(RequestLimit limit, bool isOwn, TimeSpan waited)
    {
        // Never what is left itself: one of -1 ms would be no limit at all.
        var left = limit.Duration > waited ? limit.Duration - waited : TimeSpan.Zero;
        return new RequestBudget(left, limit.Owner, IsWithdrawable: !isOwn && left > TimeSpan.Zero, limit.Member, limit.File, limit.Line);
    }
}
