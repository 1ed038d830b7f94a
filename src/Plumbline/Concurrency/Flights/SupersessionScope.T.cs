namespace Plumbline.Concurrency;

/// <summary>Owns one context made by <see cref="Supersession{TKey}.Enter"/>.</summary>
/// <typeparam name="TKey">Type of the key.</typeparam>
/// <remarks>Made for <c>using</c>. Safe from any thread and any number of times.</remarks>
public sealed class SupersessionScope<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Supersession<TKey> _supersession;
    private readonly TKey _key;
    private readonly SignalNode _node;

    internal SupersessionScope(Supersession<TKey> supersession, TKey key, SignalNode node)
    {
        _supersession = supersession;
        _key = key;
        _node = node;
    }

    /// <summary>Ends the context as <see cref="ContextStatus.Canceled"/>, unless it is done already.</summary>
    /// <param name="cause">As for <see cref="CancelScope.Cancel"/>.</param>
    public void Cancel(Exception? cause = null) => _node.End(cause, expired: false);

    /// <summary>Cancels the context if it is not done, and lets go of the key unless a newer caller has it.</summary>
    public void Dispose()
    {
        _supersession.Remove(_key, this);
        _node.Leave();
    }
}
