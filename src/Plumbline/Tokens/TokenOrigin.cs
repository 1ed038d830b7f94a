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

    /// <summary>The same, but null, and nothing made, for a token that leads to no context.</summary>
    internal static SignalNode? FindOurs(CancellationToken token)
    {
        switch (TokenSources.SourceOf(token))
        {
            case null:
                return null;
            case SignalNode own:
                return own;
            case { } source when _foreign.TryGetValue(source, out ForeignNode? known):
                return known.Found is null ? null : known;
            case { } source:
                return FindLinked(source) is { } found ? NodeOf(source, found) : null;
        }
    }

    // Apart, so that who finds nothing does not pay for the closure.
    private static ForeignNode NodeOf(CancellationTokenSource source, SignalNode found) =>
        _foreign.GetValue(source, s => new ForeignNode(found, TokenSources.TokenOf(s)));

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
        TwoLinks room = default;
        Stack<CancellationTokenSource>? open = null;
        CancellationTokenSource? next = source;
        for (int visited = 0; visited < MostSources && next is not null; visited++)
        {
            foreach (CancellationTokenRegistration link in TokenSources.LinksOf(next, room))
            {
                switch (TokenSources.SourceOf(link.Token))
                {
                    case SignalNode node:
                        best = Nearer(best, node);
                        break;
                    case { } other when other.GetType() != typeof(CancellationTokenSource):
                        (open ??= []).Push(other);
                        break;
                }
            }

            next = open is { Count: > 0 } ? open.Pop() : null;
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

    /// <summary>Room for what most sources are linked from; on the stack.</summary>
    [InlineArray(2)]
    private struct TwoLinks
    {
        private CancellationTokenRegistration _first;
    }
}
