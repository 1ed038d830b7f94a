using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Experiments;

/// <summary>Makes one run.</summary>
internal interface ICellRunner
{
    /// <summary>Makes it.</summary>
    /// <param name="ctx">Ends it.</param>
    /// <param name="cell">Which one.</param>
    /// <param name="pin">A command in front of each process that keeps it on certain cores; empty for none.</param>
    /// <param name="show">Is told where it stands, about four times a second.</param>
    /// <exception cref="Processes.ChildFailedException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The context was done.</exception>
    Task<RunData> RunAsync(Context ctx, Cell cell, IReadOnlyList<string> pin, Action<CellState> show);
}
