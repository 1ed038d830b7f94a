namespace Plumbline.AspNetCore;

/// <summary>The cause of a context that ended because the host stops: of <see cref="HostContexts"/>, and of the requests when the host's grace ends.</summary>
/// <remarks>Found as <see cref="Context.Cause"/> and as the inner exception of a <see cref="ContextCanceledException"/>; never thrown by itself.</remarks>
public sealed class HostStoppingException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public HostStoppingException()
        : base("The host is stopping.")
    {
    }
}
