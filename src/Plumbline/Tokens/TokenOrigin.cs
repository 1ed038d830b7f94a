using System.Runtime.CompilerServices;

namespace Plumbline;

/// <summary>Finds the node that a token leads back to.</summary>
internal static class TokenOrigin
{
    // Sources linked from the same sources over and over could be visited exponentially often; nobody's real token comes near this.
    private const int MostSources = 256;

    private static readonly ConditionalWeakTable<CancellationTokenSource, ForeignNode> _foreign = [];

    /// <returns>Our own node; a node that follows a foreign token; null for a token that can never be canceled.</returns>
    internal static SignalNode? Find(CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return null;
        }

        return TokenSources.SourceOf(token) switch
        {
            null => new ForeignNode(found: null, token),
            SignalNode own => own,
            { } source => _foreign.GetValue(source, static s => new ForeignNode(FindLinked(s), TokenSources.TokenOf(s))),
        };
    }

    /// <summary>The node behind a token, as <see cref="Find"/> gives it, but without making one: null when it leads to none of ours.</summary>
    internal static SignalNode? FindExisting(CancellationToken token) =>
        FindKnown(token) is { } node && node is not ForeignNode { Found: null } ? node : null;

    /// <summary>The same, and the node of a token from elsewhere where someone has asked for one.</summary>
    internal static SignalNode? FindKnown(CancellationToken token) =>
        TokenSources.SourceOf(token) switch
        {
            null => null,
            SignalNode own => own,
            { } source => _foreign.TryGetValue(source, out ForeignNode? known) ? known : FindLinked(source),
        };

    /// <summary>Of all contexts that the source was linked from, the one that is done, else the one with the nearest deadline.</summary>
    private static SignalNode? FindLinked(CancellationTokenSource source)
    {
        if (source.GetType() == typeof(CancellationTokenSource))
        {
            // Nearly every foreign source: linked from nothing. Costs nothing, as exception filters need it.
            return null;
        }

        SignalNode? best = null;
        Span<CancellationTokenRegistration> room = new CancellationTokenRegistration[2];
        var open = new Stack<CancellationTokenSource>();
        open.Push(source);
        for (int visited = 0; visited < MostSources && open.TryPop(out CancellationTokenSource? next); visited++)
        {
            foreach (CancellationTokenRegistration link in TokenSources.LinksOf(next, room))
            {
                switch (TokenSources.SourceOf(link.Token))
                {
                    case SignalNode node:
                        best = Nearer(best, node);
                        break;
                    case { } other:
                        open.Push(other);
                        break;
                }
            }
        }

        return best;
    }

    private static SignalNode Nearer(SignalNode? one, SignalNode other)
    {
        if (one is null || (other.IsDone && !one.IsDone))
        {
            return other;
        }

        return one.IsDone || (one.Remaining ?? TimeSpan.MaxValue) <= (other.Remaining ?? TimeSpan.MaxValue) ? one : other;
    }
}
