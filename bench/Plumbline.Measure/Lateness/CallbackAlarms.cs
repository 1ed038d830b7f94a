namespace Plumbline.Measure;

/// <summary>Deadlines that are seen by a callback that is run: of contexts, or of token sources.</summary>
/// <param name="capacity">How many at a time.</param>
/// <param name="ofContexts">Whether of contexts.</param>
internal sealed class CallbackAlarms(int capacity, bool ofContexts) : IAlarms
{
    private readonly StrongBox[] _flags = new StrongBox[capacity];
    private readonly IDisposable[] _scopes = new IDisposable[capacity];

    public string Name => ofContexts ? "callbacks of contexts" : "callbacks of BCL `CancelAfter`";

    public bool CountsMilliseconds => !ofContexts;

    public void Arm(int index, TimeSpan timeout)
    {
        var flag = new StrongBox();
        _flags[index] = flag;
        if (ofContexts)
        {
            _scopes[index] = Context.Background.WithTimeout(timeout, out Context child);
            child.Register(static flag => flag.IsSet = true, flag);
        }
        else
        {
            var source = new CancellationTokenSource();
            source.Token.Register(static flag => ((StrongBox)flag!).IsSet = true, flag);
            source.CancelAfter(timeout);
            _scopes[index] = source;
        }
    }

    public bool HasRung(int index) => _flags[index].IsSet;

    public void EndAll()
    {
        foreach (IDisposable? scope in _scopes)
        {
            scope?.Dispose();
        }
    }

    private sealed class StrongBox
    {
        private volatile bool _isSet;

        internal bool IsSet
        {
            get => _isSet;
            set => _isSet = value;
        }
    }
}
