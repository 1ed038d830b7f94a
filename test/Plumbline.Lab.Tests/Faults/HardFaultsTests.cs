using Plumbline.Lab.Experiments;
using Plumbline.Lab.Faults;
using Plumbline.Lab.Faults.Clocks;
using Plumbline.Lab.Faults.Database;
using Plumbline.Lab.Faults.Names;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests.Faults;

/// <summary>How the faults that need the machine's help have their processes started.</summary>
public sealed class HardFaultsTests
{
    private static readonly Plan _plan = Plan.Quick(seed: 1);

    private static Context Ctx => Context.From(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("half-open", true)]
    [InlineData("packet-loss", true)]
    [InlineData("dead-connections", true)]
    [InlineData("dns-stall", true)]
    [InlineData("gc-pause", false)]
    [InlineData("db-lock", false)]
    [InlineData("slow", false)]
    public void NeedsOwnNetwork_Fault_OnlyWhereThePacketsOrPort53AreTouched(string name, bool needs) =>
        Assert.Equal(needs, FaultCatalogue.Create(name).NeedsOwnNetwork);

    [Theory]
    [InlineData("half-open")]
    [InlineData("dns-stall")]
    [InlineData("gc-pause")]
    [InlineData("db-lock")]
    [InlineData("clock-step")]
    [InlineData("hostile-headers")]
    public async Task DisposeAsync_NeverPrepared_HasNothingToUndo(string name)
    {
        var fault = FaultCatalogue.Create(name);

        await fault.DisposeAsync();

        Assert.Equal(ProcessShape.Plain.Prefix, fault.Shape(Hop.Mid).Prefix);
    }

    [Fact]
    public void NameStall_Plan_HasShortConnectionsThroughout()
    {
        IFault fault = new NameStallFault();

        Assert.Equal(TimeSpan.FromSeconds(1), fault.Shape(_plan).ConnectionLifetime);
        Assert.Equal(Timeout.InfiniteTimeSpan, _plan.ConnectionLifetime);
        Assert.Equal("upstream.lab", fault.Shape(Hop.Upstream).CalledAs);
    }

    [Fact]
    public async Task ClockStep_Prepared_ShiftsTheMidOnly()
    {
        Assert.SkipWhen(ClockShift.WhyNot() is not null, $"Not here: {ClockShift.WhyNot()}");
        await using IFault fault = new ClockStepFault();
        await fault.PrepareAsync(Ctx, _plan);

        Assert.Equal("1", fault.Shape(Hop.Mid).Environment["FAKETIME_DONT_FAKE_MONOTONIC"]);
        Assert.Empty(fault.Shape(Hop.Edge).Environment);
        Assert.Empty(fault.Shape(Hop.Upstream).Environment);
    }

    [Fact]
    public async Task Lock_Prepared_TellsTheUpstreamOnlyWhereItsTableIs()
    {
        Assert.SkipWhen(PostgresTools.WhyNot() is not null, $"Not here: {PostgresTools.WhyNot()}");
        await using IFault fault = new LockFault();
        await fault.PrepareAsync(Ctx, _plan);

        await using var items = new ItemTable(fault.Shape(Hop.Upstream).Environment[ItemTable.Variable]);
        Assert.Equal("item 3", await items.ReadAsync(3, Ctx));
        Assert.Empty(fault.Shape(Hop.Mid).Environment);
    }
}
