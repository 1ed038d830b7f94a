namespace Plumbline.Analyzers.Calls;

/// <summary>What a blind wait waits for.</summary>
internal enum WaitKind
{
    Sleep,
    Delay,
    Semaphore,
    SemaphoreAsync,
    Task,
    Handle,
    Channel,
}
