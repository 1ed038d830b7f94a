namespace Plumbline.Lab.Experiments;

/// <summary>Which services a run is made with; everything else is the same.</summary>
internal enum Variant
{
    /// <summary>No token is passed on and nothing has a timeout.</summary>
    Without,

    /// <summary>A <c>Context</c> goes from the request to the last worker.</summary>
    With,
}
