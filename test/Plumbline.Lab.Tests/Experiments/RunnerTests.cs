using Plumbline.Lab.Experiments;
using Plumbline.Lab.Processes;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Experiments;

public sealed class RunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plumbline-lab-");
    private readonly FakeCellRunner _fake = new();
    private readonly IReadOnlyList<Cell> _cells = Profile.Quick.Cells(["slow"], ["A", "C"], [1, 2], scale: 1);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RunAsync_NothingThere_MakesAllSeedBySeed()
    {
        var files = await RunAsync();

        Assert.Equal(["slow-A-1", "slow-C-1", "slow-A-2", "slow-C-2"], _fake.Asked.Select(static key => key.ToString()));
        Assert.All(files, file => Assert.Equal(CellEnd.Done, file.State));
        Assert.Equal(4, new ResultsDirectory(_folder.FullName).ReadAll().Count);
    }

    [Fact]
    public async Task RunAsync_StartedAgain_MakesNothingTwice()
    {
        var first = await RunAsync();

        var again = await RunAsync();

        Assert.Equal(4, _fake.Asked.Count);
        Assert.Equal(first.Select(static file => file.Key), again.Select(static file => file.Key));
    }

    [Fact]
    public async Task RunAsync_Stopped_GoesOnWhereItWas()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        _fake.Before = key => key.Seed == 1 ? Task.CompletedTask : Stop(cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(ctx));
        _fake.Before = static _ => Task.CompletedTask;

        await RunAsync();

        Assert.Equal(
            ["slow-A-1", "slow-C-1", "slow-A-2", "slow-A-2", "slow-C-2"], _fake.Asked.Select(static key => key.ToString()));
    }

    [Fact]
    public async Task RunAsync_OtherNumbers_MakesItAgain()
    {
        await RunAsync();

        await RunAsync(cells: [_cells[0] with { Plan = _cells[0].Plan with { MaxClicks = 2 } }]);

        Assert.Equal("slow-A-1", _fake.Asked[^1].ToString());
        Assert.Equal(5, _fake.Asked.Count);
    }

    [Fact]
    public async Task RunAsync_FileThatCannotBeRead_MakesItAgain()
    {
        await RunAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "cells", "slow-C-1.json"), "{", TestContext.Current.CancellationToken);

        var files = await RunAsync();

        Assert.Equal("slow-C-1", _fake.Asked[^1].ToString());
        Assert.Equal(5, _fake.Asked.Count);
        Assert.All(files, static file => Assert.Equal(CellEnd.Done, file.State));
    }

    [Fact]
    public async Task RunAsync_OneFails_IsWrittenDownAndTriedAgain()
    {
        _fake.Before = static key => key.Candidate == "A" ? throw new ChildFailedException("The edge is gone.") : Task.CompletedTask;
        var broken = await RunAsync();
        _fake.Before = static _ => Task.CompletedTask;

        var repaired = await RunAsync();

        Assert.Equal(
            [(CellEnd.Failed, "The edge is gone."), (CellEnd.Done, null), (CellEnd.Failed, "The edge is gone."), (CellEnd.Done, null)],
            broken.Select(static file => (file.State, file.Reason)));
        Assert.All(repaired, static file => Assert.Equal(CellEnd.Done, file.State));
    }

    [Fact]
    public async Task RunAsync_FaultCannotBeHere_SaysWhy()
    {
        var files = await RunAsync(whyNot: static _ => "No root.");

        Assert.Empty(_fake.Asked);
        Assert.All(files, static file => Assert.Equal((CellEnd.Skipped, "No root."), (file.State, file.Reason)));
    }

    [Fact]
    public async Task RunAsync_TwoSideBySide_AreUnderWayTogether()
    {
        var both = new TaskCompletionSource();
        var started = 0;
        _fake.Before = _ =>
        {
            if (Interlocked.Increment(ref started) == 2)
            {
                both.SetResult();
            }

            return both.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        };

        var files = await RunAsync(parallel: 2);

        Assert.Equal(_cells.Select(static cell => cell.Key), files.Select(static file => file.Key));
    }

    private static Task Stop(CancelScope scope)
    {
        scope.Cancel();
        return Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    private Task<IReadOnlyList<CellFile>> RunAsync(
        Context? ctx = null, IReadOnlyList<Cell>? cells = null, int parallel = 1, Func<string, string?>? whyNot = null) =>
        new Runner(_fake, new ResultsDirectory(_folder.FullName), new PlainProgress(TextWriter.Null, TimeProvider.System), whyNot ?? (static _ => null))
            .RunAsync(ctx ?? Context.Background, cells ?? _cells, parallel)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
}
