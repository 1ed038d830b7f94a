namespace Plumbline.AspNetCore;

/// <summary>The cause of a request's context whose client is gone: nobody is left to read the response.</summary>
/// <remarks>
/// Found as <see cref="Context.Cause"/> and as the inner exception of a <see cref="ContextCanceledException"/>; never thrown by itself. The server
/// says no more than that: the client closed or reset the connection, or the server itself cut it, because the client was too slow for instance.
/// </remarks>
public sealed class ClientDisconnectedException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public ClientDisconnectedException()
        : base("The client disconnected before the response was complete.")
    {
    }
}
