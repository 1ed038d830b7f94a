namespace Plumbline.AspNetCore;

/// <summary>The cause of a request's context after somebody called <c>HttpContext.Abort</c>: this side gave up the connection.</summary>
/// <remarks>Found as <see cref="Context.Cause"/> and as the inner exception of a <see cref="ContextCanceledException"/>; never thrown by itself.</remarks>
public sealed class RequestAbortedException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public RequestAbortedException()
        : base("The request was aborted by HttpContext.Abort.")
    {
    }
}
