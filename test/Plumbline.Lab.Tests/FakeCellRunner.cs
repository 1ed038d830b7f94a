using System.Collections.Concurrent;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests;

/// <summary>Makes a run at once, or does what the test says.</summary>
internal sealed class FakeCellRunner : ICellRunner
{
    private readonly ConcurrentQueue<CellKey> _asked = new();

    /// <summary>Is called before a run is made.</summary>
    public Func<CellKey, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The runs that were asked for, in their order.</summary>
    public IReadOnlyList<CellKey> Asked => [.. _asked];

    public async Task<RunData> RunAsync(Context ctx, Cell cell, IReadOnlyList<string> pin, Action<CellState> show)
    {
        _asked.Enqueue(cell.Key);
        await Before(cell.Key).WaitAsync(ctx);
        return KnownRun.Data(cell.Key.Candidate) with { Key = cell.Key, Plan = cell.Plan };
    }
}
