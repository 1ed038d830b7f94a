namespace Plumbline.Tests.Causes;

/// <summary>Causes where a foreign token stands between contexts: what a context type of one's own is to Go.</summary>
public sealed class ForeignCauseTests
{
    private readonly InvalidOperationException _cause = new("the ancestor's cause");

    [Fact, Trait("Behaviour", "B95")]
    public void Cause_ForeignTokenWithoutContextBehind_SaysWhereItCameFrom()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);

        source.Cancel();

        var cause = Assert.IsType<ContextCanceledException>(ctx.Cause);
        Assert.Contains("a CancellationToken from outside was canceled", cause.Message);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.Same(cause, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B95")]
    public void Cause_ChildOfForeignToken_IsTheForeignOnes()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        using var scope = ctx.WithCancel(out var child);

        source.Cancel();

        Assert.IsType<ContextCanceledException>(child.Cause);
        Assert.Same(ctx.Cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B96")]
    public void Cause_LinkedTokenDoneAboveALiveContext_IsNotNull()
    {
        using var scope = Context.Background.WithCancel(out var ancestor);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ancestor.Token);
        var ctx = Context.From(linked.Token);

        linked.Cancel();

        Assert.IsType<ContextCanceledException>(ctx.Cause);
        Assert.Null(ancestor.Cause);
    }

    // Go cannot tell the order and reports the ancestor's cause. We note the end when it is first seen.
    [Fact, Trait("Behaviour", "B97")]
    public void Cause_LinkedTokenDoneAndSeenBeforeItsAncestor_IsNotTheAncestors()
    {
        var scope = Context.Background.WithCancel(out var ancestor);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ancestor.Token);
        var ctx = Context.From(linked.Token);

        linked.Cancel();
        bool seen = ctx.IsDone;
        scope.Cancel(_cause);

        Assert.True(seen);
        Assert.IsType<ContextCanceledException>(ctx.Cause);
        Assert.NotSame(_cause, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B97")]
    public void Cause_ChildWasToldBeforeTheAncestorEnded_IsNotTheAncestors()
    {
        var scope = Context.Background.WithCancel(out var ancestor);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ancestor.Token);
        using var inner = Context.From(linked.Token).WithCancel(out var child);

        linked.Cancel();
        scope.Cancel(_cause);

        Assert.IsType<ContextCanceledException>(child.Cause);
        Assert.NotSame(_cause, child.Cause);
        Assert.Same(child.Cause, Context.From(linked.Token).Cause);
    }

    [Fact, Trait("Behaviour", "B98")]
    public void Cancel_ChildOfForeignToken_LeavesTheSourceAlone()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        using var siblingScope = ctx.WithCancel(out var sibling);
        var scope = ctx.WithCancel(out var child);

        scope.Cancel(_cause);

        Assert.True(child.IsDone);
        Assert.False(source.IsCancellationRequested || ctx.IsDone || sibling.IsDone);
        Assert.Null(ctx.Cause);
    }
}
