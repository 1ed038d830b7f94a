using Plumbline.Lab.Experiments;

namespace Plumbline.Lab.Tests.Experiments;

public sealed class CoresTests
{
    private const string Taskset = "/usr/bin/taskset";

    [Theory]
    [InlineData("Cpus_allowed_list:\t0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("Cpus_allowed_list:\t2-3,8,10-11", new[] { 2, 3, 8, 10, 11 })]
    [InlineData("Cpus_allowed:\tff", new int[0])]
    public void Allowed_Line_IsEachNumber(string line, int[] expected) => Assert.Equal(expected, Cores.Allowed(["Name:\tlab", line, "Mems_allowed:\t1"]));

    [Fact]
    public void Pin_CoresThatDoNotBeginAtZero_TakesOfThose() =>
        Assert.Equal([Taskset, "-c", "8,9"], Cores.Pin(Taskset, [4, 5, 8, 9], count: 4, lane: 1, lanes: 2));

    [Fact]
    public void Pin_LessTimeThanCores_SharesTheTime() =>
        Assert.Equal([Taskset, "-c", "0,1"], Cores.Pin(Taskset, [0, 1, 2, 3, 4, 5, 6, 7], count: 4, lane: 0, lanes: 2));

    [Theory]
    [InlineData(null, 8, 2)] // No program that could.
    [InlineData(Taskset, 8, 1)] // Nobody to be kept apart from.
    [InlineData(Taskset, 3, 2)] // Fewer than two for each.
    public void Pin_CannotBeOrNeedNotBe_IsNothing(string? taskset, int cores, int lanes) =>
        Assert.Empty(Cores.Pin(taskset, [.. Enumerable.Range(0, cores)], cores, lane: 0, lanes));
}
