using Plumbline.Tests.Support;

namespace Plumbline.Tests.Stress;

/// <summary>Very deep and very wide: no stack, no quadratic time, nothing forgotten.</summary>
public sealed class DepthTests
{
    // Enough for a few frames of ours, not for one a layer.
    private const int SmallStack = 128 * 1024;

    [Fact, Trait("Behaviour", "B20"), Trait("Behaviour", "B23")]
    public void Cancel_ChainAMillionDeep_EndsTheLast()
    {
        const int Depth = 1_000_000;

        RunOnSmallStack(() =>
        {
            CancelScope scope = Context.Background.WithCancel(out var first);
            Context last = first;
            for (int i = 1; i < Depth; i++)
            {
                last.WithCancel(out last);
            }

            scope.Cancel(Ending.Reason);

            Assert.Same(Ending.Reason, last.Cause);
            Assert.True(last.Token.IsCancellationRequested);
            Assert.Equal(0, first.Signal!.ChildCount);
        });
    }

    [Fact, Trait("Behaviour", "B137"), Trait("Behaviour", "B20")]
    public void Cancel_MergedChainAHundredThousandDeep_EndsTheLast()
    {
        const int Depth = 100_000;

        RunOnSmallStack(() =>
        {
            CancelScope scope = Context.Background.WithCancel(out var first);
            Context.Background.WithCancel(out var other);
            Context last = first;
            for (int i = 1; i < Depth; i++)
            {
                Context.Merge([last, other, last], out last);
            }

            scope.Cancel(Ending.Reason);

            Assert.Same(Ending.Reason, last.Cause);
            Assert.Equal(0, first.Signal!.ChildCount + other.Signal!.ChildCount);
        });
    }

    [Fact, Trait("Behaviour", "B20"), Trait("Behaviour", "B40")]
    public void Cancel_AHundredThousandChildren_EndsAll()
    {
        CancelScope scope = Context.Background.WithCancel(out var parent);
        var children = new Context[100_000];
        for (int i = 0; i < children.Length; i++)
        {
            parent.WithCancel(out children[i]);
        }

        scope.Cancel();

        Assert.Equal(0, children.Count(static child => !child.IsDone));
        Assert.Equal(0, parent.Signal!.ChildCount);
    }

    [Fact, Trait("Behaviour", "B37")]
    public void Dispose_AHundredThousandChildrenInAnyOrder_UnlinksEach()
    {
        using var scope = Context.Background.WithCancel(out var parent);
        var scopes = new CancelScope[100_000];
        for (int i = 0; i < scopes.Length; i++)
        {
            scopes[i] = parent.WithCancel(out _);
        }

        new Random(1).Shuffle(scopes);
        foreach (CancelScope child in scopes)
        {
            child.Dispose();
        }

        Assert.Equal(0, parent.Signal!.ChildCount);
        Assert.False(parent.IsDone);
    }

    [Fact, Trait("Behaviour", "B30"), Trait("Behaviour", "B114")]
    public async Task Cancel_ChainOf200000WithTokensTaken_EndsEveryTokenAndRunsEveryCallback()
    {
        const int Depth = 200_000;
        int ran = 0;
        var all = new TaskCompletionSource();
        var tokens = new CancellationToken[Depth];
        Context last = Context.Background;
        CancelScope first = last.WithCancel(out last);
        tokens[0] = last.Token;
        for (int i = 1; i < Depth; i++)
        {
            last.WithCancel(out last);
            tokens[i] = last.Token;
        }

        foreach (CancellationToken token in tokens)
        {
            token.UnsafeRegister(
                _ =>
                {
                    if (Interlocked.Increment(ref ran) == Depth)
                    {
                        all.SetResult();
                    }
                },
                null);
        }

        RunOnSmallStack(() => first.Cancel());

        Assert.Equal(0, tokens.Count(static token => !token.IsCancellationRequested));
        await Bounded.WaitAsync(all.Task, "the callbacks of 200 000 tokens");
        Assert.Equal(Depth, ran);
    }

    [Fact, Trait("Behaviour", "B20"), Trait("Behaviour", "B24")]
    public void Cancel_DeepChainWithMergesAcross_EndsAllOfIt()
    {
        const int Depth = 30_000;

        RunOnSmallStack(() =>
        {
            CancelScope scope = Context.Background.WithCancel(out var left);
            Context.Background.WithCancel(out var right);
            Context[] all = new Context[2 * Depth];
            for (int i = 0; i < Depth; i++)
            {
                left.WithCancel(out Context next);
                Context.Merge([right, left], out right);
                left = next;
                (all[2 * i], all[(2 * i) + 1]) = (left, right);
            }

            scope.Cancel();

            Assert.Equal(0, all.Count(static ctx => !ctx.IsDone));
            Assert.Equal(0, all.Sum(static ctx => ctx.Signal!.ChildCount));
        });
    }

    private static void RunOnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            SmallStack);
        thread.Start();
        Bounded.Join([thread], "work on a small stack");
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
