using Plumbline.Lab.Faults;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Experiments;

/// <summary>Makes the runs of an experiment that its results directory does not have yet.</summary>
/// <param name="runner">Makes one.</param>
/// <param name="results">Has those of earlier starts, and gets the new ones.</param>
/// <param name="view">Shows how it goes.</param>
/// <param name="whyNot">Why a fault cannot be run here; null if it can.</param>
internal sealed class Runner(ICellRunner runner, ResultsDirectory results, IProgressView view, Func<string, string?> whyNot)
{
    private readonly Lock _gate = new();
    private readonly List<CellState> _shown = [];
    private readonly HashSet<CellKey> _running = [];
    private int _total;
    private int _over;

    /// <summary>With what the catalogue says of its faults.</summary>
    public Runner(ICellRunner runner, ResultsDirectory results, IProgressView view)
        : this(runner, results, view, static fault => FaultCatalogue.Create(fault).WhyNot())
    {
    }

    /// <summary>Makes them.</summary>
    /// <param name="ctx">Ends the experiment; what is over stays.</param>
    /// <param name="cells">The runs, in their order.</param>
    /// <param name="parallel">How many side by side; at least 1.</param>
    /// <returns>What is known of each, in that order.</returns>
    /// <exception cref="OperationCanceledException">The context was done.</exception>
    public async Task<IReadOnlyList<CellFile>> RunAsync(Context ctx, IReadOnlyList<Cell> cells, int parallel)
    {
        _total = cells.Count;
        var files = new CellFile?[cells.Count];
        var left = new Queue<int>();
        for (var index = 0; index < cells.Count; index++)
        {
            files[index] = Known(cells[index]);
            if (files[index] is null)
            {
                left.Enqueue(index);
            }
        }

        _over = cells.Count - left.Count;
        if (_over > 0)
        {
            Say($"{_over} of {_total} runs are over already; {left.Count} are left.");
        }

        // Each lane has its own cores, and makes one run after the other.
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(lane => DriveAsync(ctx, cells, files, left, Cores.Pin(lane, parallel))));
        return [.. files.OfType<CellFile>()];
    }

    private async Task DriveAsync(
        Context ctx, IReadOnlyList<Cell> cells, CellFile?[] files, Queue<int> left, IReadOnlyList<string> pin)
    {
        while (true)
        {
            int index;
            lock (_gate)
            {
                if (!left.TryDequeue(out index))
                {
                    return;
                }
            }

            files[index] = await MakeAsync(ctx, cells[index], pin);
        }
    }

    private async Task<CellFile> MakeAsync(Context ctx, Cell cell, IReadOnlyList<string> pin)
    {
        ctx.ThrowIfDone("the experiment");
        CellFile file;
        try
        {
            Say($"{cell.Key}: {cell.Plan.Length.TotalSeconds:F0} s.");
            lock (_gate)
            {
                _running.Add(cell.Key);
            }

            var data = await runner.RunAsync(ctx, cell, pin, Show);
            file = new CellFile(cell.Key, cell.Plan, CellEnd.Done, Reason: null, CellResult.From(data));
        }
        catch (Exception failure) when (!ctx.IsDone)
        {
            // Whatever it was: the runs of many hours do not end because one of them broke.
            var reason = failure is ChildFailedException ? failure.Message : failure.ToString();
            file = new CellFile(cell.Key, cell.Plan, CellEnd.Failed, reason, Result: null);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(cell.Key);
            }
        }

        Keep(file);
        return file;
    }

    /// <summary>What needs no run: it was made with these numbers, or cannot be made here.</summary>
    private CellFile? Known(Cell cell)
    {
        if (Read(cell.Key) is { State: CellEnd.Done } file && file.Plan == cell.Plan)
        {
            return file;
        }

        if (whyNot(cell.Key.Fault) is not { } reason)
        {
            return null;
        }

        var skipped = new CellFile(cell.Key, cell.Plan, CellEnd.Skipped, reason, Result: null);
        results.Write(skipped);
        Say($"{cell.Key} is left out: {reason}");
        return skipped;
    }

    /// <summary>A file of another version of the lab, or half of one, is no reason not to make the run.</summary>
    private CellFile? Read(CellKey key)
    {
        try
        {
            return results.Read(key);
        }
        catch (IOException unreadable)
        {
            Say($"{key} is made again: {unreadable.Message}");
            return null;
        }
    }

    private void Keep(CellFile file)
    {
        results.Write(file);
        lock (_gate)
        {
            _over++;
        }

        Say(file.Result is { } result
            ? $"{file.Key} {Verdicts.Sentence(new Summary(file.Key.Fault, file.Key.Candidate, [result]))}."
            : $"{file.Key} failed: {file.Reason}");
    }

    private void Say(string what)
    {
        lock (_gate)
        {
            view.Say(what);
        }
    }

    private void Show(CellState state)
    {
        lock (_gate)
        {
            // What is over stays in sight until another run takes its place.
            var place = _shown.FindIndex(shown => shown.Key == state.Key);
            if (place >= 0)
            {
                _shown[place] = state;
            }
            else
            {
                _shown.RemoveAll(shown => !_running.Contains(shown.Key));
                _shown.Add(state);
            }

            view.Update(new MatrixState(_total, _over, [.. _shown]));
        }
    }
}
