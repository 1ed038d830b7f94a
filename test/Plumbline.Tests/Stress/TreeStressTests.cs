using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Cancels that meet in one tree: whichever returns, everything below it is done.</summary>
public sealed class TreeStressTests
{
    [Fact, Trait("Behaviour", "B33"), Trait("Behaviour", "B20"), Trait("Behaviour", "B40")]
    public void Cancel_AllNodesOfATreeInRandomOrder_ReturnsWithItsSubtreeDone()
    {
        const int Nodes = 100;

        Racers.Run(
            1_000,
            seed => (Tree: new Tree(Nodes, fanOut: 4), Seed: seed),
            round =>
            {
                Assert.Equal(0, round.Tree.CountLive(0));
                Assert.Equal(0, round.Tree.CountLinks());
            },
            [.. Enumerable.Range(0, 4).Select<int, Action<(Tree Tree, int Seed)>>(racer => round =>
            {
                int[] order = [.. Enumerable.Range(0, Nodes)];
                new Random((round.Seed * 4) + racer).Shuffle(order);
                foreach (int node in order)
                {
                    round.Tree.Scopes[node].Cancel();
                    Assert.Equal(0, round.Tree.CountLive(node));
                }
            })]);
    }

    [Theory, InlineData(0, 1), InlineData(0, 5), InlineData(1, 0), InlineData(0, 0), InlineData(1, 6), Trait("Behaviour", "B20"), Trait("Behaviour", "B24")]
    public void Cancel_TwoThatOverlap_EachReturnsWithItsSubtreeDone(int one, int other)
    {
        Duel.Run(
            500,
            _ => new Tree(1_500, fanOut: 5),
            tree =>
            {
                tree.Scopes[one].Cancel();
                Assert.Equal(0, tree.CountLive(one));
            },
            tree =>
            {
                tree.Scopes[other].Cancel();
                Assert.Equal(0, tree.CountLive(other));
            },
            static tree =>
            {
                tree.Scopes[0].Cancel();
                Assert.Equal(0, tree.CountLinks());
            });
    }

    [Fact, Trait("Behaviour", "B20")]
    public void Cancel_OnAChainFromBothEnds_EachReturnsWithItsPartDone()
    {
        const int Depth = 2_000;

        Duel.Run(
            300,
            _ => new Tree(Depth, fanOut: 1),
            tree =>
            {
                tree.Scopes[0].Cancel();
                Assert.Equal(0, tree.CountLive(0));
            },
            tree =>
            {
                for (int i = Depth - 1; i > 0; i -= 50)
                {
                    tree.Scopes[i].Cancel();
                    Assert.Equal(0, tree.CountLive(i));
                }
            },
            static tree => Assert.Equal(0, tree.CountLinks()));
    }

    [Fact, Trait("Behaviour", "B32")]
    public async Task Cancel_ChildrenCanceledByWhoeverReactsToTheParent_DoesNotDeadlock()
    {
        var reactions = new List<Task>();

        Racers.Run(
            300,
            _ =>
            {
                var tree = new Tree(101, fanOut: 100);
                for (int i = 1; i <= 100; i += 4)
                {
                    CancelScope scope = tree.Scopes[i];
                    reactions.Add(tree.Nodes[0].Done.ContinueWith(_ => scope.Cancel(), TaskScheduler.Default));
                    var reaction = new TaskCompletionSource();
                    reactions.Add(reaction.Task);
                    tree.Nodes[0].Register(() =>
                    {
                        scope.Dispose();
                        reaction.SetResult();
                    });
                    tree.Nodes[0].Token.Register(tree.Scopes[i + 1].Dispose);
                    tree.Nodes[i + 2].Token.Register(tree.Scopes[0].Dispose);
                }

                return tree;
            },
            static tree => Assert.Equal(0, tree.CountLive(0)),
            static tree => tree.Scopes[0].Cancel(),
            static tree =>
            {
                while (!tree.Nodes[0].IsDone)
                {
                    Thread.SpinWait(1);
                }

                tree.Scopes[50].Cancel();
                tree.Scopes[100].Cancel();
            });

        await Bounded.WaitAsync(Task.WhenAll(reactions), "all that reacts to the parent");
    }

    [Fact, Trait("Behaviour", "B22"), Trait("Behaviour", "B37")]
    public void Cancel_EveryChildWhileSiblingsAreMade_LeavesParentLiveAndEmpty()
    {
        using var scope = Context.Background.WithCancel(out var parent);

        Racers.Run(
            2_000,
            _ => parent,
            static parent =>
            {
                Assert.False(parent.IsDone);
                Assert.Equal(0, parent.Signal!.ChildCount);
            },
            ComeAndGo,
            ComeAndGo,
            ComeAndGo);

        static void ComeAndGo(Context parent)
        {
            using var outer = parent.WithCancel(out var child);
            using var first = child.WithCancel(out _);
            using var second = parent.WithTimeout(TimeSpan.FromHours(1), out _);
            using var registration = child.Register(static () => { });
        }
    }
}
