namespace Plumbline.Lab.Faults.Database;

/// <summary>What the clients of a PostgreSQL server are at.</summary>
/// <param name="WaitForLock">Sessions whose command waits for a lock.</param>
/// <param name="Sessions">All sessions but those that hold the lock and that asked.</param>
internal sealed record ServerActivity(long WaitForLock, long Sessions);
