using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Tokens;

/// <summary>A token that the BCL linked from ours is done with the linked source, and has deadline and cause of what it leads back to.</summary>
public sealed class FromLinkedTokenTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly InvalidOperationException _cause = new("the cause");

    private Context Root => Context.Root(_clock);

    /// <summary>Every way the BCL links sources: of one, two and several, ours first, last and between, and linked again.</summary>
    public static TheoryData<string> Shapes => ["one", "two, first", "two, second", "many, first", "many, middle", "many, last", "nested", "nested deep"];

    [Theory, MemberData(nameof(Shapes))]
    public void From_LinkedToken_HasDeadlineAndClockOfTheContext(string shape)
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        using var links = new Links(shape, ctx.Token);

        var back = Context.From(links.Token);

        Assert.Equal((ctx.Deadline, _second), (back.Deadline, back.Remaining));
        Assert.Same(_clock, back.Clock);
        Assert.Equal(links.Token, back.Token);
    }

    [Theory, MemberData(nameof(Shapes))]
    public async Task From_ContextIsCanceled_LinkedOneHasItsCause(string shape)
    {
        var scope = Root.WithCancel(out var ctx);
        using var links = new Links(shape, ctx.Token);
        var back = Context.From(links.Token);

        scope.Cancel(_cause);
        await SettleAsync();

        Assert.Equal((ContextStatus.Canceled, _cause), (back.Status, back.Cause));
        Assert.Same(_cause, Context.From(links.Token).Cause);
    }

    [Theory, MemberData(nameof(Shapes))]
    public async Task From_DeadlinePasses_LinkedOneHasItToo(string shape)
    {
        using var scope = Root.WithTimeout(_second, out var ctx, _cause);
        using var links = new Links(shape, ctx.Token);
        var back = Context.From(links.Token);

        _clock.Advance(_second);
        await SettleAsync();

        Assert.Equal((ContextStatus.DeadlineExceeded, _cause), (back.Status, back.Cause));
        Assert.True(back.ToException()!.IsDeadlineExceeded(ctx));
    }

    [Theory, MemberData(nameof(Shapes)), Trait("Behaviour", "B120")]
    public void From_LinkedSourceIsCanceledItself_OnlyTheLinkedOneIsDone(string shape)
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        using var links = new Links(shape, ctx.Token);
        var back = Context.From(links.Token);
        using var inner = back.WithCancel(out var child);

        links.Cancel();

        Assert.Equal((true, true, false), (back.IsDone, child.IsDone, ctx.IsDone));
        Assert.Equal(ContextStatus.Canceled, back.Status);
    }

    [Theory, MemberData(nameof(Shapes)), Trait("Behaviour", "B123")]
    public async Task From_ChildBelowLinkedToken_EndsWithTheAncestorsCause(string shape)
    {
        var scope = Root.WithCancel(out var ctx);
        using var links = new Links(shape, ctx.Token);
        using var inner = Context.From(links.Token).WithCancel(out var child);

        scope.Cancel(_cause);
        await Bounded.WaitAsync(child.Done, "the child below a linked token");

        Assert.Equal((ContextStatus.Canceled, _cause), (child.Status, child.Cause));
    }

    // The linked token itself is told by callbacks; what is derived below it must not wait for those.
    [Fact]
    public void WithCancel_BelowLinkedToken_EndsAtTheDeadlineWithTheContextsCause()
    {
        using var scope = Root.WithTimeout(_second, out var ctx, _cause);
        using var links = new Links("two, first", ctx.Token);
        using var inner = Context.From(links.Token).WithCancel(out var child);

        _clock.Advance(_second);

        Assert.Equal((ContextStatus.DeadlineExceeded, _cause), (child.Status, child.Cause));
    }

    [Fact]
    public void WithTimeout_BelowLinkedToken_IsBoundByTheContextsDeadline()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        using var links = new Links("one", ctx.Token);

        using var inner = Context.From(links.Token).WithTimeout(10 * _second, out var child);

        Assert.Equal((ctx.Deadline, _second), (child.Deadline, child.Remaining));
    }

    [Fact, Trait("Behaviour", "B120"), Trait("Behaviour", "B121")]
    public void From_ManyChildrenBelowLinkedToken_OneRegistrationThatGoesWithTheLast()
    {
        using var scope = Root.WithCancel(out var ctx);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        var back = Context.From(linked.Token);
        int before = BclRegistrations.CountOf(linked);

        CancelScope[] children = [.. Enumerable.Range(0, 100).Select(_ => back.WithCancel(out var _))];
        int during = BclRegistrations.CountOf(linked);
        foreach (CancelScope child in children)
        {
            child.Dispose();
        }

        Assert.Equal((0, 1, 0), (before, during, BclRegistrations.CountOf(linked)));
    }

    [Fact]
    public void From_LinkedFromSeveralOfOurs_TheNearestDeadlineCounts()
    {
        using var nearScope = Root.WithTimeout(_second, out var near);
        using var farScope = Root.WithTimeout(2 * _second, out var far);
        using var openScope = Root.WithCancel(out var open);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(far.Token, near.Token, open.Token);

        Assert.Equal(near.Deadline, Context.From(linked.Token).Deadline);
    }

    [Fact]
    public async Task From_LinkedFromTwoOfOursAndOneEnds_HasTheCauseOfThatOne()
    {
        var oneScope = Root.WithCancel(out var one);
        using var otherScope = Root.WithTimeout(_second, out var other);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(other.Token, one.Token);

        oneScope.Cancel(_cause);
        await SettleAsync();

        // First asked when it has ended: what is done counts before what has a deadline.
        Assert.Same(_cause, Context.From(linked.Token).Cause);
    }

    [Fact]
    public void From_LinkedFromForeignTokensOnly_HasNoDeadline()
    {
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(one.Token, other.Token);
        var ctx = Context.From(linked.Token);

        one.Cancel();

        Assert.Null(ctx.Deadline);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
    }

    [Fact]
    public void From_LinkedSourceIsDisposed_DoesNotThrow()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var linked = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        var token = linked.Token;
        linked.Dispose();

        var back = Context.From(token);

        using var inner = back.WithCancel(out var child);
        Assert.False(back.IsDone || child.IsDone);
        Assert.Equal(token, back.Token);
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");
}
