namespace Plumbline.Faults.Stage;

/// <summary>Waits until the garbage collector has let go of things.</summary>
internal static class Collected
{
    private const int Attempts = 500;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Collects until all of them are gone; fails when some stay.</summary>
    public static async Task WaitAsync(IReadOnlyCollection<WeakReference> references, string what)
    {
        // Others' timers and pools may hold on for some seconds, so the attempts are spread over real time: HttpClient, for one, keeps
        // the request that it began to connect for.
        using var timer = new PeriodicTimer(_pause);
        for (var attempt = 0; attempt < Attempts && Alive(references) > 0; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        Assert.True(Alive(references) == 0, $"{Alive(references)} of {references.Count} are left: {what}.");
    }

    private static int Alive(IReadOnlyCollection<WeakReference> references) => references.Count(reference => reference.IsAlive);
}
