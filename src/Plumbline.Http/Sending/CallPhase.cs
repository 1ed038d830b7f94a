namespace Plumbline.Http.Internal;

/// <summary>Where on its way a request is.</summary>
internal enum CallPhase : byte
{
    /// <summary>Handed to the client; what happens before the answer, nobody has told.</summary>
    Response,

    /// <summary>Handed to a handler that tells when the request gets its connection; it has not.</summary>
    Connection,

    /// <summary>Its headers are being written, or are; the answer's are not there. Without content of its own.</summary>
    Headers,

    /// <summary>The same, with content that may still be on its way.</summary>
    ContentOrHeaders,

    /// <summary>An attempt is over, and whoever made it may make another.</summary>
    BetweenAttempts,

    /// <summary>The answer's headers are there.</summary>
    Body,
}
