namespace Plumbline.Lab.Services;

/// <summary>What the upstream does with an item: the fault switch.</summary>
internal enum Pace
{
    /// <summary>It takes its usual time.</summary>
    Well,

    /// <summary>It takes ten seconds.</summary>
    Slow,

    /// <summary>It is accepted, and never answered.</summary>
    BlackHole,

    /// <summary>The headers come at once, the body a byte a second.</summary>
    Drip,
}
