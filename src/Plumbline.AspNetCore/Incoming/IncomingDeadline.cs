namespace Plumbline.AspNetCore.Incoming;

/// <summary>What a request's deadline headers come to. The default is a request without any.</summary>
/// <param name="Timeout">What the request's context gets, from now; null if the headers change nothing and the endpoint's own limit holds. Zero if refused as expired.</param>
/// <param name="Header">The header that counted; if none could be read, the first that could not; null without any.</param>
/// <param name="Findings">What was noticed, whatever the mode.</param>
/// <param name="RefuseWith">The status code to answer with before user code runs; 0 for not at all.</param>
internal readonly record struct IncomingDeadline(TimeSpan? Timeout, DeadlineHeader? Header, IncomingFindings Findings, int RefuseWith)
{
    /// <summary>Whether <see cref="Timeout"/> is what the caller asked for, and not the most that it can get.</summary>
    internal bool IsCallers => Timeout is not null && (Findings & IncomingFindings.Clipped) == 0;

    /// <summary>Who set <see cref="Timeout"/>, for the error of a request that exceeds it.</summary>
    internal string Origin =>
        IsCallers ? Header!.Origin // There is no timeout without a header.
        : (Findings & IncomingFindings.Trusted) != 0 ? "RequestContextOptions.Incoming.TrustedMaximum"
        : "RequestContextOptions.Incoming.Maximum";
}
