namespace Plumbline.Lab.Experiments;

/// <summary>How a run ended.</summary>
internal enum CellEnd
{
    /// <summary>It was made.</summary>
    Done,

    /// <summary>It broke; it is tried again when the experiment is started again.</summary>
    Failed,

    /// <summary>This machine cannot make it.</summary>
    Skipped,
}
