using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Merged contexts, which more than one parent can end at once.</summary>
public sealed class MergeStressTests
{
    private static readonly Exception[] _causes = [.. Enumerable.Range(0, 4).Select(static i => new InvalidOperationException($"Parent {i}."))];

    /// <summary>Some parents, and the contexts merged from them.</summary>
    private sealed class Web
    {
        internal Web(int parents)
        {
            Parents = new Context[parents];
            Scopes = new CancelScope[parents];
            for (int i = 0; i < parents; i++)
            {
                Scopes[i] = Context.Background.WithCancel(out Parents[i]);
            }
        }

        internal Context[] Parents { get; }

        internal CancelScope[] Scopes { get; }

        internal List<Context> Merged { get; } = [];

        internal Context Merge(params Context[] parents)
        {
            Context.Merge(parents, out var child);
            Merged.Add(child);
            return child;
        }

        internal int CountLive() => Merged.Count(static ctx => !ctx.IsDone);

        internal int CountLinks() => Parents.Concat(Merged).Sum(static ctx => ctx.Signal!.ChildCount);
    }

    [Fact, Trait("Behaviour", "B137"), Trait("Behaviour", "B80")]
    public void Merge_AllParentsCanceledAtOnce_HasTheCauseOfTheOneItNames()
    {
        Racers.Run(
            3_000,
            _ =>
            {
                var web = new Web(3);
                web.Merge(web.Parents);
                return web;
            },
            static web =>
            {
                var node = (MergeNode)web.Merged[0].Signal!;
                Assert.Same(_causes[node.EndedByIndex], web.Merged[0].Cause);
                Assert.Equal(0, web.CountLinks());
            },
            [.. Enumerable.Range(0, 3).Select<int, Action<Web>>(static i => web =>
            {
                web.Scopes[i].Cancel(_causes[i]);
                Assert.Equal(0, web.CountLive());
            })]);
    }

    [Fact, Trait("Behaviour", "B28"), Trait("Behaviour", "B137")]
    public void Merge_WhileAllParentsAreCanceled_EndsDoneAndUnlinkedEverywhere()
    {
        Racers.Run(
            3_000,
            _ => new Web(4),
            static web =>
            {
                Assert.Equal(0, web.CountLive());
                Assert.Equal(0, web.CountLinks());
                Assert.All(web.Merged, static ctx => Assert.Contains(ctx.Cause, _causes));
            },
            static web =>
            {
                web.Scopes[3].Cancel(_causes[3]);
                web.Scopes[1].Cancel(_causes[1]);
            },
            static web =>
            {
                web.Scopes[0].Cancel(_causes[0]);
                web.Scopes[2].Cancel(_causes[2]);
            },
            static web =>
            {
                Context first = web.Merge(web.Parents[0], web.Parents[1]);
                Context second = web.Merge(web.Parents[2], first, web.Parents[3]);
                web.Merge(second, web.Parents[0], first, second);
            });
    }

    [Fact, Trait("Behaviour", "B137"), Trait("Behaviour", "B23")]
    public void Merge_DiamondsBelowDiamonds_AllEndWithOneCancelFromAnywhere()
    {
        const int Layers = 40;

        Racers.Run(
            400,
            seed =>
            {
                var web = new Web(2);
                Context left = web.Parents[0];
                Context right = web.Parents[1];
                for (int i = 0; i < Layers; i++)
                {
                    // Every layer twice over: without care a walk would take two to the power of the layers.
                    left.WithCancel(out Context between);
                    (left, right) = (web.Merge(left, right), web.Merge(right, between));
                }

                return (Web: web, Seed: seed);
            },
            static round =>
            {
                Assert.Equal(0, round.Web.CountLive());
                Assert.Equal(0, round.Web.CountLinks());
                Assert.True(round.Web.Merged.All(ctx => ReferenceEquals(ctx.Cause, round.Web.Merged[^1].Cause)) || round.Seed % 2 == 1);
            },
            static round =>
            {
                round.Web.Scopes[0].Cancel(_causes[0]);
                Assert.Equal(0, round.Web.CountLive());
            },
            static round => round.Web.Scopes[round.Seed % 2].Cancel(_causes[0]));
    }

    [Fact, Trait("Behaviour", "B24"), Trait("Behaviour", "B137")]
    public void Merge_OwnScopeAgainstAParent_UnlinksFromAllOnReturn()
    {
        Duel.Run(
            20_000,
            _ =>
            {
                var web = new Web(3);
                CancelScope scope = Context.Merge(web.Parents, out var merged);
                merged.WithCancel(out var child);
                web.Merged.Add(merged);
                web.Merged.Add(child);
                return (Web: web, Scope: scope);
            },
            static round =>
            {
                round.Scope.Cancel(_causes[3]);
                Assert.Equal(0, round.Web.CountLive());
            },
            static round =>
            {
                round.Web.Scopes[1].Cancel(_causes[1]);
                Assert.Equal(0, round.Web.CountLive());
            },
            static round =>
            {
                Assert.Contains(round.Web.Merged[0].Cause, _causes);
                Assert.Same(round.Web.Merged[0].Cause, round.Web.Merged[1].Cause);
                Assert.Equal(0, round.Web.CountLinks());
            });
    }

    [Fact, Trait("Behaviour", "B20"), Trait("Behaviour", "B137")]
    public void Merge_ParentsWhoseSubtreesMeetBelow_EachCancelReturnsWithAllOfItDone()
    {
        Racers.Run(
            500,
            _ =>
            {
                var web = new Web(3);
                for (int i = 0; i < 60; i++)
                {
                    web.Parents[i % 3].WithCancel(out Context above);
                    Context merged = web.Merge(above, web.Parents[(i + 1) % 3], web.Parents[(i + 2) % 3]);
                    merged.WithCancel(out Context below);
                    web.Merged.Add(below);
                    web.Merge(below, above);
                }

                return web;
            },
            static web => Assert.Equal(0, web.CountLinks()),
            [.. Enumerable.Range(0, 3).Select<int, Action<Web>>(static i => web =>
            {
                web.Scopes[i].Cancel(_causes[i]);
                Assert.Equal(0, web.CountLive());
            })]);
    }
}
