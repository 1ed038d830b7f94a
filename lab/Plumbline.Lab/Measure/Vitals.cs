namespace Plumbline.Lab.Measure;

/// <summary>What a process says of its resources.</summary>
/// <param name="WorkingSet">Bytes of memory.</param>
/// <param name="GcHeap">Bytes of the managed heap after the last collection; 0 before the first.</param>
/// <param name="Allocated">Bytes allocated since the process began.</param>
/// <param name="Threads">Threads of the pool.</param>
/// <param name="Timers">Timers that have not come due.</param>
/// <param name="Sockets">Connections that were accepted, and connections of its clients, idle ones included.</param>
/// <param name="Registrations">Callbacks on the tokens that live as long as the process.</param>
/// <param name="CpuSeconds">Processor time since the process began.</param>
internal sealed record Vitals(
    long WorkingSet, long GcHeap, long Allocated, int Threads, long Timers, int Sockets, int Registrations, double CpuSeconds)
{
    /// <summary>Those of no process.</summary>
    public static Vitals None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public Vitals Add(Vitals other) => new(
        WorkingSet + other.WorkingSet,
        GcHeap + other.GcHeap,
        Allocated + other.Allocated,
        Threads + other.Threads,
        Timers + other.Timers,
        Sockets + other.Sockets,
        Registrations + other.Registrations,
        CpuSeconds + other.CpuSeconds);
}
