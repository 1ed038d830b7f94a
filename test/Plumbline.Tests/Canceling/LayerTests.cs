using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Canceling;

/// <summary>Thirty and more layers in any order: one cancelled, or one deadline passed, and the leaf is done; all values stay readable.</summary>
public sealed class LayerTests
{
    private const int Kinds = 5;

    private static readonly ContextKey<int>[] _keys = [.. Enumerable.Range(0, 64).Select(i => new ContextKey<int>($"key-{i}"))];

    private static readonly Gen<int[]> _layers = Gen.Int[0, Kinds - 1].Array[30, 60];

    [Fact, Trait("Behaviour", "B34"), Trait("Behaviour", "B62")]
    public void Cancel_OfAnyLayer_EndsTheLeafAndKeepsTheValues() =>
        Gen.Select(_layers, Gen.Int[0, int.MaxValue]).Sample(
            (layers, which) =>
            {
                var stack = new Stack(layers, timeout: TimeSpan.FromHours(1));
                AssertValues(stack);
                Assert.False(stack.Leaf.IsDone);

                stack.Scopes[which % stack.Scopes.Count].Cancel();

                Assert.Equal(ContextStatus.Canceled, stack.Leaf.Status);
                Assert.True(stack.Leaf.Token.IsCancellationRequested);
                AssertValues(stack);
            },
            iter: 500);

    [Fact, Trait("Behaviour", "B35"), Trait("Behaviour", "B62")]
    public void Advance_PastAnyLayersTimeout_EndsTheLeafAndKeepsTheValues() =>
        _layers.Sample(
            layers =>
            {
                var stack = new Stack(layers, timeout: TimeSpan.FromMilliseconds(1));
                AssertValues(stack);
                Assert.False(stack.Leaf.IsDone);

                stack.Clock.Advance(TimeSpan.FromMilliseconds(1));

                Assert.Equal(ContextStatus.DeadlineExceeded, stack.Leaf.Status);
                Assert.True(stack.Leaf.Token.IsCancellationRequested);
                AssertValues(stack);
            },
            iter: 500);

    [Fact, Trait("Behaviour", "B35")]
    public async Task Done_OfManyLayersOnTheSystemClock_CompletesByItself()
    {
        int[] layers = [.. Enumerable.Range(0, 50).Select(i => i % Kinds)];

        var stack = new Stack(layers, timeout: TimeSpan.FromMilliseconds(1), Context.Background);

        await Bounded.WaitAsync(stack.Leaf.Done, "the deadline of 1 ms");
        Assert.Equal(ContextStatus.DeadlineExceeded, stack.Leaf.Status);
        AssertValues(stack);
    }

    private static void AssertValues(Stack stack)
    {
        for (int i = 0; i < stack.Values; i++)
        {
            Assert.True(stack.Leaf.TryGetValue(_keys[i], out int value));
            Assert.Equal(i, value);
        }
    }

    private sealed class Stack
    {
        internal readonly Context Leaf;

        internal Stack(int[] layers, TimeSpan timeout, Context? root = null)
        {
            // One that can end, whatever comes.
            Scopes.Add((root ?? Context.Root(Clock)).WithTimeout(timeout, out Context ctx));
            foreach (int layer in layers)
            {
                switch (layer)
                {
                    case 0:
                        ctx = ctx.WithValue(_keys[Values], Values);
                        Values++;
                        break;
                    case 1:
                        Scopes.Add(ctx.WithCancel(out ctx));
                        break;
                    case 2:
                        Scopes.Add(ctx.WithTimeout(timeout, out ctx));
                        break;
                    case 3:
                        Scopes.Add(ctx.WithDeadline(ctx.Clock.GetUtcNow() + timeout, out ctx));
                        break;
                    default:
                        Scopes.Add(Context.Merge([ctx, Context.Background], out ctx));
                        break;
                }
            }

            Leaf = ctx;
        }

        internal FakeTimeProvider Clock { get; } = new();

        internal List<CancelScope> Scopes { get; } = [];

        internal int Values { get; private set; }
    }
}
