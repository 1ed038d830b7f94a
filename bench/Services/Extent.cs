namespace Plumbline.Bench.Services;

/// <summary>How much is measured.</summary>
internal enum Extent
{
    /// <summary>Seconds: shows that everything runs.</summary>
    Smoke,

    /// <summary>A minute or a few.</summary>
    Quick,

    /// <summary>What is committed.</summary>
    Full,
}
