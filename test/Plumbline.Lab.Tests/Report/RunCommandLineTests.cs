using Plumbline.Lab.Commands;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class RunCommandLineTests
{
    private const string Program = "dotnet run -c Release --project lab/Plumbline.Lab -- ";

    [Fact]
    public void Of_WhatTheProfileSays_LeavesItOut() =>
        Assert.Equal($"{Program}run --profile quick --seed 1 --seeds 1 --parallel 3", RunCommandLine.Of(KnownFiles.Info));

    [Fact]
    public void Of_OwnChoice_NamesIt()
    {
        var info = KnownFiles.Info with { Faults = ["black-hole"], Candidates = ["A", "D"], Seeds = [4, 5], Parallel = 1, Scale = 0.5 };

        Assert.Equal(
            $"{Program}run --profile quick --fault black-hole --candidates A,D --seed 4 --seeds 2 --parallel 1 --scale 0.5",
            RunCommandLine.Of(info));
    }

    [Fact]
    public void Of_SeedsWithAGap_CoversThem() => Assert.Contains(
        " --seed 1 --seeds 5 ", RunCommandLine.Of(KnownFiles.Info with { Seeds = [1, 2, 5] }), StringComparison.Ordinal);

    [Fact]
    public void Of_AnyChoice_IsUnderstood()
    {
        var line = RunCommandLine.Of(KnownFiles.Info with { Faults = ["black-hole"], Candidates = ["A", "D"], Scale = 0.5 });

        Assert.Empty(LabCommand.Create().Parse(line[Program.Length..]).Errors);
    }
}
