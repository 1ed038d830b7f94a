using Plumbline.Lab.Faults.Clocks;
using Plumbline.Lab.Faults.Database;
using Plumbline.Lab.Faults.Hostile;
using Plumbline.Lab.Faults.Names;
using Plumbline.Lab.Faults.Network;
using Plumbline.Lab.Faults.Pauses;

namespace Plumbline.Lab.Faults;

/// <summary>All faults that can be chosen.</summary>
internal static class FaultCatalogue
{
    private static readonly Func<IFault>[] _create =
    [
        static () => new PaceFault("slow", 1, "the upstream takes 10 s an item", Services.Pace.Slow),
        static () => new PaceFault("black-hole", 2, "the upstream accepts calls and never answers", Services.Pace.BlackHole),
        static () => new PaceFault("drip-body", 4, "the upstream sends its headers at once and its body a byte a second", Services.Pace.Drip),
        static () => new RefusedFault(),
        static () => new SlowClientFault(),
        static () => new SilentLeaveFault(),
        static () => new PoolExhaustionFault(),
        static () => new BadReplicaFault(),
        static () => new RestartFault(),
        static () => new HalfOpenFault(),
        static () => new PacketLossFault(),
        static () => new DeadConnectionsFault(),
        static () => new NameStallFault(),
        static () => new PauseFault(),
        static () => new PressureFault(),
        static () => new LockFault(),
        static () => new ClockStepFault(),
        static () => new HostileFault(),
    ];

    /// <summary>A new object of each, in the order of their numbers.</summary>
    public static IReadOnlyList<IFault> All => [.. _create.Select(static create => create()).OrderBy(static fault => fault.Number)];

    /// <summary>A new object of the fault of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IFault Create(string name) => All.FirstOrDefault(fault => fault.Name == name)
        ?? throw new ArgumentException($"There is no fault '{name}'; there are {string.Join(", ", All.Select(static one => one.Name))}.", nameof(name));
}
