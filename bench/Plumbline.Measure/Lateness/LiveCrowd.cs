namespace Plumbline.Measure;

/// <summary>Deadlines an hour away, of contexts and of the BCL, that are live while others are watched.</summary>
internal sealed class LiveCrowd
{
    private readonly CancelScope[] _scopes;
    private readonly CancellationTokenSource[] _sources;

    internal LiveCrowd(int count)
    {
        _scopes = new CancelScope[count];
        _sources = new CancellationTokenSource[count];
        for (int i = 0; i < count; i++)
        {
            TimeSpan timeout = TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(i);
            _scopes[i] = Context.Background.WithTimeout(timeout, out _);
            _sources[i] = new CancellationTokenSource(timeout);
        }

        // What has arrived is sorted in within a few ticks.
        Rest.ForMilliseconds(200);
    }

    internal void End()
    {
        foreach (CancelScope scope in _scopes)
        {
            scope.Dispose();
        }

        foreach (CancellationTokenSource source in _sources)
        {
            source.Dispose();
        }
    }
}
