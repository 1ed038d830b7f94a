namespace Plumbline.Measure;

/// <summary>What is still held of scopes that have ended.</summary>
/// <remarks>
/// Bytes, by the heap's size; and scopes, by sampling: some are given a cause, which only their node holds and which is watched by a weak
/// reference. So nothing of the core's inside need be seen.
/// </remarks>
internal sealed class Retained
{
    private const int BytesOfWeakReference = 24;

    private static readonly TimeSpan _rest = TimeSpan.FromMilliseconds(300);

    private readonly List<WeakReference> _causes;
    private readonly long _before;

    internal Retained(int samples)
    {
        _causes = new List<WeakReference>(samples);
        _before = HeapBytes();
    }

    /// <summary>A cause to be watched.</summary>
    internal Exception NextCause()
    {
        var cause = new TimeoutException();
        _causes.Add(new WeakReference(cause));
        return cause;
    }

    /// <summary>Rests, collects and counts bytes and causes.</summary>
    /// <param name="what">The row.</param>
    /// <param name="mostMegabytes">What it may be.</param>
    internal IReadOnlyList<Finding> Find(string what, double mostMegabytes)
    {
        Finding bytes = FindBytes(what, mostMegabytes);
        int alive = _causes.Count(static cause => cause.IsAlive);
        return [bytes, new Finding($"{what}: scopes alive of {_causes.Count:N0} sampled", alive, $"{alive}", Aim.AtMost(null, 0))];
    }

    /// <summary>Rests, collects and counts bytes.</summary>
    /// <param name="what">The row.</param>
    /// <param name="mostMegabytes">What it may be; null where it is only reported.</param>
    internal Finding FindBytes(string what, double? mostMegabytes)
    {
        Rest.For(_rest);
        long bytes = HeapBytes() - _before - (_causes.Count * BytesOfWeakReference);
        double megabytes = Math.Max(0, bytes) / 1e6;
        Aim aim = mostMegabytes is { } most ? Aim.AtMost(most, null, "MB") : Aim.Reported;
        return new Finding(what, megabytes, $"{megabytes:0.000} MB", aim, $"{bytes} bytes more than before");
    }

    private static long HeapBytes()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
