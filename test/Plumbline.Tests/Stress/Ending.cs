using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Stress;

/// <summary>A context, and one of the ways to end it: what a race is run against.</summary>
public sealed class Ending
{
    internal static readonly Exception Reason = new InvalidOperationException("The reason given.");

    private Ending(Context ctx, Action end, ContextStatus status)
    {
        Ctx = ctx;
        End = end;
        Status = status;
    }

    /// <summary>Names of the ways, for theories.</summary>
    public static TheoryData<string> Ways => [.. _ways.Keys];

    internal Context Ctx { get; }

    internal Action End { get; }

    internal ContextStatus Status { get; }

    private static readonly Dictionary<string, Func<Ending>> _ways = new()
    {
        ["own scope"] = OfOwnScope,
        ["scope of an ancestor"] = OfAncestor,
        ["deadline"] = OfDeadline,
        ["deadline of an ancestor"] = OfAncestorsDeadline,
        ["merged parent"] = OfMergedParent,
        ["foreign token"] = OfForeignToken,
        ["above a foreign token"] = AboveForeignToken,
    };

    internal static Ending Of(string way) => _ways[way]();

    private static Ending OfOwnScope()
    {
        CancelScope scope = Context.Background.WithCancel(out var ctx);
        return new Ending(ctx, () => scope.Cancel(Reason), ContextStatus.Canceled);
    }

    private static Ending OfAncestor()
    {
        CancelScope scope = Context.Background.WithCancel(out var ancestor);
        ancestor.WithCancel(out var parent);
        parent.WithTimeout(TimeSpan.FromHours(1), out var ctx);
        return new Ending(ctx, () => scope.Cancel(Reason), ContextStatus.Canceled);
    }

    private static Ending OfDeadline()
    {
        var clock = new FakeTimeProvider();
        Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(1), out var ctx, Reason);
        return new Ending(ctx, () => clock.Advance(TimeSpan.FromSeconds(1)), ContextStatus.DeadlineExceeded);
    }

    private static Ending OfAncestorsDeadline()
    {
        var clock = new FakeTimeProvider();
        Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(1), out var ancestor, Reason);
        ancestor.WithCancel(out var parent);
        parent.WithTimeout(TimeSpan.FromHours(1), out var ctx);
        return new Ending(ctx, () => clock.Advance(TimeSpan.FromSeconds(1)), ContextStatus.DeadlineExceeded);
    }

    private static Ending OfMergedParent()
    {
        Context.Background.WithCancel(out var first);
        CancelScope scope = Context.Background.WithCancel(out var second);
        Context.Merge([first, second], out var ctx);
        return new Ending(ctx, () => scope.Cancel(Reason), ContextStatus.Canceled);
    }

    private static Ending OfForeignToken()
    {
        CancelScope scope = Context.Background.WithCancel(out var outer);
        var linked = CancellationTokenSource.CreateLinkedTokenSource(outer.Token);
        Context ctx = Context.From(linked.Token);
        return new Ending(
            ctx,
            () =>
            {
                scope.Cancel(Reason);

                // The link follows from the pool; here it is not waited for.
                linked.Cancel();
            },
            ContextStatus.Canceled);
    }

    private static Ending AboveForeignToken()
    {
        Ending above = OfForeignToken();
        above.Ctx.WithCancel(out var ctx);
        return new Ending(ctx, above.End, ContextStatus.Canceled);
    }
}
