namespace Plumbline.Concurrency;

/// <summary>A part of a <see cref="WeightedSemaphore"/>, taken until it is disposed.</summary>
/// <remarks>An object, not a struct, so that disposing a copy, or twice, gives back once. Thread safety: may be disposed by any thread.</remarks>
public sealed class SemaphorePermit : IDisposable
{
    private WeightedSemaphore? _semaphore;

    internal SemaphorePermit(WeightedSemaphore semaphore, long weight)
    {
        _semaphore = semaphore;
        Weight = weight;
    }

    /// <summary>How much was taken.</summary>
    public long Weight { get; }

    /// <summary>Gives the part back, and serves who waits for it. Only the first call counts.</summary>
    public void Dispose() => Interlocked.Exchange(ref _semaphore, null)?.Release(Weight);
}
