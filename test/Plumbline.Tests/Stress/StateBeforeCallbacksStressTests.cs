using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>When any callback runs, its context and everything of ours below that is done (B30).</summary>
public sealed class StateBeforeCallbacksStressTests
{
    private const int Nodes = 156; // four generations of a fan-out of five
    private const int FanOut = 5;

    private static readonly Dictionary<string, Action<Context, Action>> _ours = new()
    {
        ["Register"] = static (ctx, callback) => ctx.Register(callback),
        ["Register, async"] = static (ctx, callback) => ctx.Register(async () =>
        {
            callback();
            await Task.Yield();
        }),
        ["Done continuation"] = static (ctx, callback) => ctx.Done.ContinueWith(_ => callback(), TaskScheduler.Default),
    };

    // Attached after the end began, these run at once on the thread that attaches them: the BCL does not ask us.
    private static readonly Dictionary<string, Action<Context, Action>> _ofTokens = new()
    {
        ["token callback"] = static (ctx, callback) => ctx.Token.Register(callback),
        ["linked source"] = static (ctx, callback) => CancellationTokenSource.CreateLinkedTokenSource(ctx.Token).Token.Register(callback),
        ["child of a foreign token"] = static (ctx, callback) =>
        {
            Context.From(CancellationTokenSource.CreateLinkedTokenSource(ctx.Token).Token).WithCancel(out var child);
            child.Register(callback);
        },
    };

    public static TheoryData<string> Ours => [.. _ours.Keys];

    public static TheoryData<string> Kinds => [.. _ours.Keys, .. _ofTokens.Keys];

    [Theory, MemberData(nameof(Kinds)), Trait("Behaviour", "B30"), Trait("Behaviour", "B114")]
    public async Task Callbacks_OfATreeEndedFromSeveralPlaces_SeeTheirSubtreeDone(string kind)
    {
        var callbacks = new Callbacks(_ours.GetValueOrDefault(kind) ?? _ofTokens[kind]);

        Racers.Run(
            300,
            _ => callbacks.Attach(new Tree(Nodes, FanOut)),
            static tree => Assert.Equal(0, tree.CountLive(0)),
            static tree => tree.Scopes[0].Cancel(),
            static tree =>
            {
                tree.Scopes[7].Cancel();
                tree.Scopes[2].Cancel();
            },
            static tree =>
            {
                // Asking completes Done early, and must not set its continuations off too early.
                for (int i = 0; i < 30; i++)
                {
                    _ = tree.Nodes[i].IsDone;
                }
            });

        await callbacks.AssertNoneSawLiveAsync();
    }

    [Theory, MemberData(nameof(Ours)), Trait("Behaviour", "B30")]
    public async Task Callbacks_AttachedWhileTheTreeEnds_SeeTheirSubtreeDone(string kind)
    {
        var callbacks = new Callbacks(_ours[kind]);

        Duel.Run(
            1_000,
            _ => new Tree(Nodes, FanOut),
            static tree => tree.Scopes[0].Cancel(),
            tree => callbacks.Attach(tree),
            static tree => Assert.Equal(0, tree.CountLinks()));

        await callbacks.AssertNoneSawLiveAsync();
    }

    /// <summary>Attaches one kind of callback to some nodes of trees, and counts what they see.</summary>
    private sealed class Callbacks(Action<Context, Action> attach)
    {
        private static readonly int[] _at = [0, 1, 2, 7, 30, 150];

        private readonly List<Task<int>> _seen = [];

        internal Tree Attach(Tree tree)
        {
            foreach (int index in _at)
            {
                var seen = new TaskCompletionSource<int>();
                _seen.Add(seen.Task);
                attach(tree.Nodes[index], () => seen.SetResult(tree.CountLive(index)));
            }

            return tree;
        }

        internal async Task AssertNoneSawLiveAsync()
        {
            int[] live = await Bounded.WaitAsync(Task.WhenAll(_seen), $"{_seen.Count} callbacks");
            Assert.Equal(0, live.Count(static descendants => descendants > 0));
        }
    }
}
