using System.Globalization;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;

namespace Plumbline.Interleaving;

/// <summary>The races that Go's context got wrong or tests for, and ours on top of them, by systematic interleaving.</summary>
/// <remarks>
/// Not proofs: each explores as many schedules as PLUMBLINE_SCHEDULES says, 200 without. A schedule that fails is told with its trace.
/// The explored memory is sequentially consistent; what hardware reorders is for the stress tests to find.
/// </remarks>
[CollectionDefinition(nameof(InterleavingTests), DisableParallelization = true)]
[Collection(nameof(InterleavingTests))]
public sealed class InterleavingTests
{
    private static readonly uint _schedules =
        uint.TryParse(Environment.GetEnvironmentVariable("PLUMBLINE_SCHEDULES"), NumberStyles.None, CultureInfo.InvariantCulture, out uint schedules) ? schedules : 200;

    private static readonly Dictionary<string, Func<Configuration, Configuration>> _strategies = new()
    {
        ["random"] = static configuration => configuration.WithRandomStrategy(),
        ["priorities"] = static configuration => configuration.WithPrioritizationStrategy(isFair: false, priorityChangeBound: 10),
    };

    public static MatrixTheoryData<string, string, bool> All => new(
        [
            nameof(Races.Adoption), nameof(Races.Reaction), nameof(Races.Helping), nameof(Races.Stopping), nameof(Races.DoneTask), nameof(Races.TakenToken),
            nameof(Races.Merging), nameof(Races.MergingWithALiveParent), nameof(Races.Diamond), nameof(Races.Waking),
            nameof(FlightRaces.JoinAgainstLeave), nameof(FlightRaces.JoinAgainstLand), nameof(FlightRaces.LeaveAgainstLand),
            nameof(FlightRaces.LeaveJoinAndFail), nameof(FlightRaces.ExpireLeaveAndJoin), nameof(FlightRaces.ForgottenLandsWhileItsSuccessorComes),
        ],
        _strategies.Keys,
        [false, true]);

    [Theory, MemberData(nameof(All))]
    [Trait("Behaviour", "B09"), Trait("Behaviour", "B20"), Trait("Behaviour", "B28"), Trait("Behaviour", "B30"), Trait("Behaviour", "B32"), Trait("Behaviour", "B112")]
    public void Race_EveryExploredInterleaving_Holds(string race, string strategy, bool withFields)
    {
        TestingEngine engine = Explore(race, strategy, withFields);

        Assert.True(engine.TestReport.NumOfFoundBugs == 0, $"{string.Join('\n', engine.TestReport.BugReports)}\n{engine.ReadableTrace}");
        Assert.Equal(_schedules, (uint)(engine.TestReport.NumOfExploredFairPaths + engine.TestReport.NumOfExploredUnfairPaths));
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Race_WrongOnPurpose_IsFound(string strategy, bool withFields)
    {
        TestingEngine engine = Explore(nameof(Races.LostUpdate), strategy, withFields);

        Assert.Equal(1, engine.TestReport.NumOfFoundBugs);
    }

    public static MatrixTheoryData<string, bool> Strategies => new(_strategies.Keys, [false, true]);

    private static TestingEngine Explore(string race, string strategy, bool withFields)
    {
        // Timers, which take callbacks to the pool, are out of its control, and may be: no race depends on one.
        Configuration configuration = _strategies[strategy](Configuration.Create())
            .WithTestingIterations(_schedules)
            .WithMaxSchedulingSteps(20_000)
            .WithPartiallyControlledConcurrencyAllowed(true)
            .WithAtomicOperationRaceCheckingEnabled(true)
            .WithMemoryAccessRaceCheckingEnabled(withFields)
            .WithTelemetryEnabled(false);
        var engine = TestingEngine.Create(configuration, Rewritten.Race(race, withFields));
        engine.Run();
        return engine;
    }
}
