namespace Plumbline.Http.Internal;

/// <summary>Where on its way a request is.</summary>
internal enum CallPhase : byte
{
    /// <summary>Sent. We cannot tell waiting for a connection from waiting for headers.</summary>
    Unknown,

    /// <summary>Handed to a handler that tells when the request gets its connection; it has not.</summary>
    Connection,

    /// <summary>The request has no content; its headers are written or being written.</summary>
    Headers,

    /// <summary>The request has content; its headers are written or being written, and its content may be.</summary>
    ContentOrHeaders,

    /// <summary>An attempt is over, and whoever made it may make another.</summary>
    BetweenAttempts,

    /// <summary>The answer's headers are there.</summary>
    Body,
}
