namespace Plumbline.AspNetCore.Incoming;

/// <summary>What was noticed about the deadline of a request.</summary>
[Flags]
internal enum IncomingFindings
{
    None = 0,

    /// <summary>It asks for more than it gets.</summary>
    Clipped = 1,

    /// <summary>A header, or one of its values, cannot be read.</summary>
    Invalid = 2,

    /// <summary>It was over before user code could start.</summary>
    Expired = 4,

    /// <summary>It asks for more than anybody gets, and its caller is trusted.</summary>
    Trusted = 8,
}
