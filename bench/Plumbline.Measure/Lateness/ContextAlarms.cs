namespace Plumbline.Measure;

/// <summary>Deadlines of contexts.</summary>
/// <param name="name">For the page.</param>
/// <param name="capacity">How many at a time.</param>
/// <param name="look">How to see that one has passed.</param>
internal sealed class ContextAlarms(string name, int capacity, Func<Context, bool> look) : IAlarms
{
    private readonly Context[] _contexts = new Context[capacity];
    private readonly CancelScope[] _scopes = new CancelScope[capacity];

    public string Name => name;

    public bool CountsMilliseconds => false;

    public void Arm(int index, TimeSpan timeout) => _scopes[index] = Context.Background.WithTimeout(timeout, out _contexts[index]);

    public bool HasRung(int index) => look(_contexts[index]);

    public void EndAll()
    {
        foreach (CancelScope scope in _scopes)
        {
            scope.Dispose();
        }
    }
}
