namespace Plumbline.Lab.Report;

/// <summary>Which way a figure is better.</summary>
internal enum Preference
{
    /// <summary>Neither; it is there to be known.</summary>
    Neither,

    /// <summary>More is better.</summary>
    More,

    /// <summary>Less is better.</summary>
    Less,
}
