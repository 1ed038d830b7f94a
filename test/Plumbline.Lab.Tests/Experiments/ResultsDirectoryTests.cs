using Plumbline.Lab.Experiments;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests.Experiments;

public sealed class ResultsDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plumbline-lab-");
    private readonly ResultsDirectory _results;

    public ResultsDirectoryTests() => _results = new ResultsDirectory(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_NothingThere_IsNull()
    {
        Assert.Null(_results.Read(new CellKey("slow", "A", 1)));
        Assert.Null(_results.ReadInfo());
        Assert.Empty(_results.ReadAll());
    }

    [Fact]
    public void Read_Written_IsTheSame()
    {
        var run = KnownRun.Data("B+-");
        _results.Write(new CellFile(run.Key, run.Plan, CellEnd.Done, Reason: null, CellResult.From(run)));

        var read = _results.Read(run.Key);

        Assert.NotNull(read);
        Assert.Equal((run.Key, run.Plan, CellEnd.Done, null), (read.Key, read.Plan, read.State, read.Reason));
        Assert.NotNull(read.Result);
    }

    [Fact]
    public void Write_Cell_LeavesOneFileOfItsName()
    {
        _results.Write(new CellFile(new CellKey("slow", "A", 3), Plan.Quick(seed: 3), CellEnd.Skipped, "No root.", Result: null));

        Assert.Equal(["slow-A-3.json"], Directory.EnumerateFiles(Path.Combine(_folder.FullName, "cells")).Select(Path.GetFileName));
    }

    [Fact]
    public void Claim_AnotherLabIsAtWork_SaysSo()
    {
        using var first = _results.Claim();

        var error = Assert.Throws<IOException>(() => new ResultsDirectory(_folder.FullName).Claim());

        Assert.StartsWith(
            $"Another lab seems to be at work in '{_folder.FullName}'; wait for it, or choose another --out.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Claim_TheOtherIsOver_LeavesNothing()
    {
        _results.Claim().Dispose();

        _results.Claim().Dispose();

        Assert.Empty(Directory.EnumerateFiles(_folder.FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"key\": { \"fault\": \"slow\" }")]
    public void Read_NotWhatTheLabWrites_NamesTheFile(string text)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.FullName, "cells")).FullName, "slow-A-1.json");
        File.WriteAllText(file, text);

        var error = Assert.Throws<IOException>(() => _results.Read(new CellKey("slow", "A", 1)));

        Assert.StartsWith($"'{file}' is not what this version of the lab writes: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadInfo_Written_IsTheSame()
    {
        var info = new RunInfo
        {
            Profile = "quick",
            Faults = ["slow"],
            Candidates = ["A"],
            Seeds = [1],
            Parallel = 1,
            Scale = 1,
            StartedAt = DateTimeOffset.UnixEpoch,
            Machine = MachineInfo.Here(),
            Versions = Versions.Here(),
        };
        _results.WriteInfo(info);

        var read = _results.ReadInfo();

        Assert.NotNull(read);
        Assert.Equal((info.Machine, info.StartedAt), (read.Machine, read.StartedAt));
        Assert.Equal(info.Versions, read.Versions);
    }
}
