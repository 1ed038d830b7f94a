namespace Plumbline.Measure;

/// <summary>Deadlines of contexts, seen by the tokens that were taken from them.</summary>
/// <param name="capacity">How many at a time.</param>
internal sealed class ContextTokenAlarms(int capacity) : IAlarms
{
    private readonly CancellationToken[] _tokens = new CancellationToken[capacity];
    private readonly CancelScope[] _scopes = new CancelScope[capacity];

    public string Name => "tokens of contexts";

    public bool CountsMilliseconds => false;

    public void Arm(int index, TimeSpan timeout)
    {
        _scopes[index] = Context.Background.WithTimeout(timeout, out Context child);
        _tokens[index] = child.Token;
    }

    public bool HasRung(int index) => _tokens[index].IsCancellationRequested;

    public void EndAll()
    {
        foreach (CancelScope scope in _scopes)
        {
            scope.Dispose();
        }
    }
}
