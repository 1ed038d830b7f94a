namespace Plumbline.AspNetCore;

/// <summary>The names and values of the headers that a request's context writes.</summary>
public static class ContextHeaders
{
    /// <summary>
    /// On a 504: a deadline of this request passed before its answer was ready, and whose it was. Without it a 504 comes from somebody
    /// else, such as a proxy.
    /// </summary>
    /// <remarks>A caller that gave all the time it had need not try again; see <see cref="Caller"/>.</remarks>
    public const string DeadlineExceeded = "Context-Deadline-Exceeded";

    /// <summary>Value of <see cref="DeadlineExceeded"/>: the time that the caller itself had sent along was up.</summary>
    public const string Caller = "caller";

    /// <summary>Value of <see cref="DeadlineExceeded"/>: the limit of the endpoint was reached; the caller may have time left.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>Value of <see cref="DeadlineExceeded"/>: the default or the maximum of the server was reached; the caller may have time left.</summary>
    public const string Server = "server";
}
