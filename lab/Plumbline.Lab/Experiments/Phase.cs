namespace Plumbline.Lab.Experiments;

/// <summary>The part of a run that a moment falls into.</summary>
internal enum Phase
{
    /// <summary>Code is still being compiled; not measured.</summary>
    WarmUp,

    /// <summary>All is well.</summary>
    Before,

    /// <summary>The upstream is slow.</summary>
    Fault,

    /// <summary>The upstream is as fast as before.</summary>
    After,
}
