namespace Plumbline.Measure;

/// <summary>Token sources of the BCL with <c>CancelAfter</c>.</summary>
/// <param name="capacity">How many at a time.</param>
internal sealed class TokenAlarms(int capacity) : IAlarms
{
    private readonly CancellationTokenSource?[] _sources = new CancellationTokenSource?[capacity];

    public string Name => "BCL `CancelAfter`";

    public bool CountsMilliseconds => true;

    public void Arm(int index, TimeSpan timeout)
    {
        var source = new CancellationTokenSource();
        source.CancelAfter(timeout);
        _sources[index] = source;
    }

    public bool HasRung(int index) => _sources[index]!.IsCancellationRequested;

    public void EndAll()
    {
        foreach (CancellationTokenSource? source in _sources)
        {
            source?.Dispose();
        }
    }
}
