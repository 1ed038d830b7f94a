using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Plumbline.Concurrency;

/// <summary>The newest caller of a key ends the older ones: for the user who clicks again with other input, whose earlier clicks nobody wants any more.</summary>
/// <typeparam name="TKey">Whose work it is: a user, a session, a form.</typeparam>
/// <remarks>
/// Where all callers of a key want the same, share it with a <see cref="Flight{TKey, TValue}"/> instead. Safe from any thread; keep one for as long as
/// the program runs. It holds a key only while somebody is in.
/// </remarks>
public sealed class Supersession<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, SupersessionScope<TKey>> _newest;

    /// <summary>Makes one that nobody has entered.</summary>
    /// <param name="comparer">What makes two keys the same; null takes the type's own equality. Called under a lock of the table: it must not call back.</param>
    public Supersession(IEqualityComparer<TKey>? comparer = null) => _newest = new ConcurrentDictionary<TKey, SupersessionScope<TKey>>(comparer);

    /// <summary>Derives a child that ends when a newer caller enters with the same key, and ends the child of the one before.</summary>
    /// <param name="ctx">The parent.</param>
    /// <param name="key">Whose work it is.</param>
    /// <param name="child">The derived context; its cause is a <see cref="SupersededException"/> once a newer caller came.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The scope that owns the child: disposing it cancels the child and lets go of the key.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <remarks>
    /// On return the older one's context is done; its work may still be unwinding. A context that is done already ends nobody. Who is newer is decided
    /// by the order of the calls, not by how long any of them has waited.
    /// </remarks>
    public SupersessionScope<TKey> Enter(
        Context ctx, TKey key, out Context child,
        [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(key);
        ValueNode? values = ctx.Values;
        SignalNode node = Derivation.WithCancel(ctx.Signal, member, file, line);
        var scope = new SupersessionScope<TKey>(this, key, node);
        try
        {
            if (!node.IsDone)
            {
                TakeOver(key, scope);
            }
        }
        catch
        {
            // A comparer that throws: nobody would have the scope.
            node.Leave();
            throw;
        }

        child = new Context(node, values);
        return scope;
    }

    internal int CountKeys() => _newest.Count;

    internal void Remove(TKey key, SupersessionScope<TKey> scope) =>
        _newest.TryRemove(new KeyValuePair<TKey, SupersessionScope<TKey>>(key, scope));

    private void TakeOver(TKey key, SupersessionScope<TKey> scope)
    {
        while (!_newest.TryAdd(key, scope))
        {
            if (_newest.TryGetValue(key, out SupersessionScope<TKey>? older) && _newest.TryUpdate(key, scope, older))
            {
                older.Cancel(new SupersededException());
                return;
            }
        }
    }
}
