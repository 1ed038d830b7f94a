namespace Plumbline.Lab.Measure;

/// <summary>A service on the way of a request.</summary>
internal enum Hop
{
    /// <summary>What people click on.</summary>
    Edge,

    /// <summary>Between edge and upstream.</summary>
    Mid,

    /// <summary>The one with the workers.</summary>
    Upstream,
}
