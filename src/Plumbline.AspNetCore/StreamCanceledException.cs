namespace Plumbline.AspNetCore;

/// <summary>The cause of a hub method's context whose client canceled the stream: it wants no more of it, the connection stays.</summary>
/// <remarks>Found as <see cref="Context.Cause"/> and as the inner exception of a <see cref="ContextCanceledException"/>; never thrown by itself.</remarks>
public sealed class StreamCanceledException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public StreamCanceledException()
        : base("The client canceled the stream.")
    {
    }
}
