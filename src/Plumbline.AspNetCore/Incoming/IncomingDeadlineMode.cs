namespace Plumbline.AspNetCore;

/// <summary>What is done with the deadlines that callers send along: the steps in which a running system takes them up.</summary>
public enum IncomingDeadlineMode
{
    /// <summary>Headers are read and counted, and change nothing: the counters tell what <see cref="Enforce"/> would do.</summary>
    Observe,

    /// <summary>
    /// The request's context gets the caller's deadline, so work stops and onward calls carry what is left of it. No request is refused for its header: one
    /// that expired on arrival is given a millisecond.
    /// </summary>
    /// <remarks>
    /// A context has one deadline. There is none that is handed on to others and does not bind the request itself, so this step bounds handlers that
    /// look at their context or token; <see cref="Observe"/> is the step without risk.
    /// </remarks>
    Propagate,

    /// <summary>
    /// As <see cref="Propagate"/>, and requests are refused before user code runs: with 504 if expired on arrival, and with 400 for an unreadable header
    /// where <see cref="IncomingDeadlineOptions.RejectInvalid"/> asks for that.
    /// </summary>
    Enforce,
}
