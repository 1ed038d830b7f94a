using System.CommandLine;
using Plumbline.Lab.Commands;

namespace Plumbline.Lab.Tests.Commands;

/// <summary>What the command line says before the run, and not after a minute of measuring.</summary>
public sealed class LabCommandTests
{
    [Theory]
    [InlineData("--fault", "slow,nosuch", "There is no fault 'nosuch'; there are slow, ")]
    [InlineData("--candidates", "A,Z", "There is no candidate 'Z'; there are A, B, B+, T, T+, C, D, A-, ")]
    [InlineData("--seeds", "0", "--seeds is 0 and must be more than zero.")]
    [InlineData("--parallel", "-1", "--parallel is -1 and must be more than zero.")]
    [InlineData("--scale", "0", "--scale is 0 and must be more than zero.")]
    public void Create_WrongValue_SaysWhatWouldBeRight(string option, string value, string message)
    {
        var parsed = LabCommand.Create().Parse(["run", option, value]);

        Assert.StartsWith(message, Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("run", "--fault", "slow,black-hole", "--candidates", "A,B+,C-", "--seeds", "3", "--out", "somewhere")]
    [InlineData("run", "--profile", "full", "--parallel", "2", "--scale", "0.5")]
    public void Create_WhatTheReadmeShows_IsUnderstood(params string[] arguments) =>
        Assert.Empty(LabCommand.Create().Parse(arguments).Errors);

    [Fact]
    public async Task RunAsync_ResultsCannotBeWritten_SaysSoWithoutAStack()
    {
        var file = Path.GetTempFileName();
        using var errors = new StringWriter();

        var code = await LabCommand.RunAsync(["run", "--out", file], errors);

        File.Delete(file);
        Assert.Equal(1, code);
        Assert.Contains(file, errors.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Always_NamesEveryFaultCandidateAndProfile()
    {
        using var output = new StringWriter();

        var code = await LabCommand.Create().Parse(["list"]).InvokeAsync(
            new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);

        Assert.Equal(0, code);
        Assert.All(
            ["slow", "black-hole", "A", "B+", "C-", "quick", "full"],
            name => Assert.Contains($"  {name} ", output.ToString(), StringComparison.Ordinal));
    }
}
