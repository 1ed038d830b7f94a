using Plumbline.Lab.Report;

namespace Plumbline.Lab.Measure;

/// <summary>The figures of one run, as they are kept.</summary>
/// <param name="Figures">All of them.</param>
internal sealed record CellResult(JsonRun Figures)
{
    /// <summary>Computes them.</summary>
    public static CellResult From(RunData run) => new(JsonRun.From(run, RunFigures.From(run)));
}
