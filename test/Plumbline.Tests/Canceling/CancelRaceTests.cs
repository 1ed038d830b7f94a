using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Canceling;

public sealed class CancelRaceTests
{
    [Theory, MemberData(nameof(Derivations.NamesOfLinked), MemberType = typeof(Derivations))]
    [Trait("Behaviour", "B28"), Trait("Behaviour", "B94")]
    public void Derive_WhileTheParentIsCanceled_EndsWithTheParentsCause(string name)
    {
        var clock = new FakeTimeProvider();
        Racers.Run(
            // Handlers of signals are installed by the system: dearer.
            name == nameof(Context.WithSignals) ? 200 : 3_000,
            _ => new Family(Context.Root(clock)),
            family =>
            {
                Assert.Equal(ContextStatus.Canceled, family.Child.Status);
                Assert.Same(family.Cause, family.Child.Cause);
                Assert.True(family.Child.Token.IsCancellationRequested);
                Assert.True(family.Child.Done.IsCompletedSuccessfully);
                Assert.Equal(0, family.Parent.Signal!.ChildCount);
                family.Inner.Dispose();
            },
            family => family.Outer.Cancel(family.Cause),
            family => family.Inner = Derivations.Derive(name, family.Parent, out family.Child));
    }

    [Fact, Trait("Behaviour", "B28")]
    public void Derive_WhileTheParentsDeadlinePasses_EndsAsTheParentDid() =>
        Racers.Run(
            3_000,
            _ => new TimedFamily(),
            family =>
            {
                Assert.Equal(ContextStatus.DeadlineExceeded, family.Child.Status);
                Assert.Same(family.Parent.Cause, family.Child.Cause);
                Assert.Equal(0, family.Parent.Signal!.ChildCount);
            },
            family => family.Clock.Advance(TimeSpan.FromSeconds(1)),
            family => family.Inner = family.Parent.WithCancel(out family.Child));

    [Fact, Trait("Behaviour", "B32")]
    public void Cancel_OfChildrenByWhoSeesTheParentEnd_DoesNotDeadlock() =>
        Racers.Run(
            500,
            _ => new Siblings(50),
            siblings =>
            {
                Assert.All(siblings.Children, child => Assert.Equal(ContextStatus.Canceled, child.Status));
                Assert.Equal(0, siblings.Parent.Signal!.ChildCount);
            },
            siblings => siblings.Outer.Cancel(),
            siblings =>
            {
                Spin.Until(() => siblings.Parent.IsDone);
                foreach (CancelScope scope in siblings.Inner)
                {
                    scope.Cancel();
                }
            },
            siblings =>
            {
                Spin.Until(() => siblings.Children[^1].IsDone);
                for (int i = siblings.Inner.Length - 1; i >= 0; i--)
                {
                    siblings.Inner[i].Dispose();
                }
            });

    [Fact, Trait("Behaviour", "B32")]
    public async Task Cancel_OfAChildInACallbackOfTheParent_DoesNotDeadlock()
    {
        var siblings = new Siblings(1_000);
        var ran = new TaskCompletionSource();
        await using ContextRegistration registration = siblings.Parent.Register(() =>
        {
            foreach (CancelScope scope in siblings.Inner)
            {
                scope.Cancel();
            }

            ran.SetResult();
        });

        siblings.Outer.Cancel();

        await Bounded.WaitAsync(ran.Task, "the callback that cancels the children");
        Assert.All(siblings.Children, child => Assert.True(child.IsDone));
    }

    [Fact, Trait("Behaviour", "B33"), Trait("Behaviour", "B13")]
    public void Cancel_OfAWholeTreeAtOnceInRandomOrder_EndsEveryNode() =>
        Racers.Run(
            500,
            seed => new Tree(nodes: 100, fanOut: 4, parts: 4, seed),
            tree =>
            {
                Assert.All(tree.Scopes.Keys, ctx => Assert.Equal(ContextStatus.Canceled, ctx.Status));
                Assert.All(tree.Scopes.Keys, ctx => Assert.NotNull(ctx.Cause));
                Assert.All(tree.Scopes.Keys, ctx => Assert.Equal(0, ctx.Signal!.ChildCount));
            },
            tree => tree.CancelPart(0),
            tree => tree.CancelPart(1),
            tree => tree.CancelPart(2),
            tree => tree.CancelPart(3));

    private sealed class Family
    {
        internal readonly InvalidOperationException Cause = new("why");
        internal readonly Context Parent;
        internal readonly CancelScope Outer;
        internal Context Child;
        internal CancelScope Inner;

        internal Family(Context root) => Outer = root.WithCancel(out Parent);
    }

    private sealed class TimedFamily
    {
        internal readonly FakeTimeProvider Clock = new();
        internal readonly Context Parent;
        internal Context Child;
        internal CancelScope Inner;

        internal TimedFamily() => _ = Context.Root(Clock).WithTimeout(TimeSpan.FromSeconds(1), out Parent);
    }

    private sealed class Siblings
    {
        internal readonly Context Parent;
        internal readonly CancelScope Outer;
        internal readonly Context[] Children;
        internal readonly CancelScope[] Inner;

        internal Siblings(int count)
        {
            Outer = Context.Background.WithCancel(out Parent);
            Children = new Context[count];
            Inner = new CancelScope[count];
            for (int i = 0; i < count; i++)
            {
                Inner[i] = Parent.WithCancel(out Children[i]);
            }
        }
    }

    private sealed class Tree
    {
        private readonly CancelScope[][] _parts;

        internal Tree(int nodes, int fanOut, int parts, int seed)
        {
            Context[] contexts = new Context[nodes];
            for (int i = 0; i < nodes; i++)
            {
                Context parent = i == 0 ? Context.Background : contexts[(i - 1) / fanOut];
                CancelScope scope = parent.WithCancel(out contexts[i]);
                Scopes.Add(contexts[i], scope);
            }

            CancelScope[] shuffled = [.. Scopes.Values];
#pragma warning disable CA5394 // A reproducible order, not a secret.
            new Random(seed).Shuffle(shuffled);
#pragma warning restore CA5394
            _parts = [.. shuffled.Chunk(nodes / parts)];
        }

        /// <summary>By context: a context serves as a key.</summary>
        internal Dictionary<Context, CancelScope> Scopes { get; } = [];

        internal void CancelPart(int part)
        {
            foreach (CancelScope scope in _parts[part])
            {
                scope.Cancel();
            }
        }
    }
}
