using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Errors;

/// <summary>The messages, word for word: they are what people see at night.</summary>
public sealed class ErrorMessageTests
{
    private const string Url = "GET http://reports.example/report";

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B15"), Trait("Behaviour", "B86")]
    public void DeadlineExceeded_WithOperation_SaysWhatWhichBudgetAndWhere()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx, null, "FetchAsync", "/src/Report.cs", 41);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(
            "context deadline exceeded: GET http://reports.example/report, budget 2 s set in FetchAsync (Report.cs:41), 0 ms left",
            ctx.ToException(Url)!.Message);
    }

    [Fact, Trait("Behaviour", "B15")]
    public void DeadlineExceeded_WithoutOperation_LeavesItOut()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx, null, "FetchAsync", @"C:\src\Report.cs", 41);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("context deadline exceeded: budget 2 s set in FetchAsync (Report.cs:41), 0 ms left", ctx.ToException()!.Message);
        Assert.Equal(ctx.ToException()!.Message, ctx.ToException("")!.Message);
    }

    [Fact, Trait("Behaviour", "B15")]
    public void ThrowIfDone_WithOperation_NamesIt()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx, null, "FetchAsync", "/src/Report.cs", 41);

        var thrown = Assert.Throws<DeadlineExceededException>(() => ctx.ThrowIfDone(Url));

        Assert.Equal(
            "context deadline exceeded: GET http://reports.example/report, budget 0 ms set in FetchAsync (Report.cs:41), 0 ms left",
            thrown.Message);
    }

    [Fact, Trait("Behaviour", "B15")]
    public void DeadlineExceeded_InADescendant_NamesWhoSetTheDeadline()
    {
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context parent, null, "FetchAsync", "/src/Report.cs", 41);
        using CancelScope middle = parent.WithCancel(out Context child, "Middle", "/src/Middle.cs", 1);
        using CancelScope inner = child.WithTimeout(TimeSpan.FromSeconds(9), out Context leaf, null, "Inner", "/src/Inner.cs", 2);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("context deadline exceeded: budget 2 s set in FetchAsync (Report.cs:41), 0 ms left", leaf.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B86")]
    public void DeadlineExceeded_WithoutCause_HasATimeoutInside()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx, null, "FetchAsync", "/src/Report.cs", 41);

        _clock.Advance(TimeSpan.FromSeconds(2));

        var inside = Assert.IsType<TimeoutException>(ctx.ToException()!.InnerException);
        Assert.Equal("The budget 2 s set in FetchAsync (Report.cs:41) passed.", inside.Message);
        Assert.Same(inside, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B91"), Trait("Behaviour", "B52")]
    public void DeadlineExceeded_ChildWithLaterDeadlineAndCause_NotesTheCauseNotReached()
    {
        var own = new InvalidOperationException("The report\r\nwas slow.");
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context parent, null, "FetchAsync", "/src/Report.cs", 41);
        using CancelScope inner = parent.WithTimeout(TimeSpan.FromSeconds(3), out Context child, own);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(
            "context deadline exceeded: budget 2 s set in FetchAsync (Report.cs:41), 0 ms left; not reached: The report was slow.",
            child.ToException()!.Message);
    }

    [Fact]
    public void DeadlineExceeded_OfAMerge_SaysThroughWhichParent()
    {
        using CancelScope timing = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context parent, null, "FetchAsync", "/src/Report.cs", 41);
        using CancelScope canceling = Root.WithCancel(out Context other);
        using CancelScope merging = Context.Merge([other, parent], out Context merged, "Join", "/src/Join.cs", 7);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(
            "context deadline exceeded: budget 2 s set in FetchAsync (Report.cs:41), 0 ms left; through parent 2 of 2 merged in Join (Join.cs:7)",
            merged.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B14"), Trait("Behaviour", "B76")]
    public void Canceled_WithoutCause_NamesTheScopeThatEnded()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx, "Run", "/src/Job.cs", 12);

        scope.Cancel();

        Assert.Equal("context canceled: scope of Run (Job.cs:12) ended", ctx.ToException()!.Message);
        Assert.Equal("context canceled: row 7, scope of Run (Job.cs:12) ended", ctx.ToException("row 7")!.Message);
        Assert.Null(ctx.ToException()!.InnerException);
        Assert.Equal("context canceled: scope of Run (Job.cs:12) ended", ctx.Cause!.Message);
    }

    [Fact, Trait("Behaviour", "B14"), Trait("Behaviour", "B77")]
    public void Canceled_WithCause_SaysItAndHasItInside()
    {
        var cause = new InvalidOperationException("The disk\nis full.");
        using CancelScope scope = Root.WithCancel(out Context ctx, "Run", "/src/Job.cs", 12);

        scope.Cancel(cause);

        Assert.Equal("context canceled: row 7, The disk is full, scope of Run (Job.cs:12) ended", ctx.ToException("row 7")!.Message);
        Assert.Same(cause, ctx.ToException()!.InnerException);
        Assert.Same(cause, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B14"), Trait("Behaviour", "B51")]
    public void Canceled_BeforeItsDeadline_SaysWhatWasLeft()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx, null, "FetchAsync", "/src/Report.cs", 41);

        _clock.Advance(TimeSpan.FromMilliseconds(500));
        scope.Cancel();

        Assert.Equal("context canceled: scope of FetchAsync (Report.cs:41) ended, 1.5 s left", ctx.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B14")]
    public void Canceled_ByAnAncestor_NamesTheAncestorsScope()
    {
        using CancelScope outer = Root.WithCancel(out Context parent, "Serve", "/src/Server.cs", 3);
        using CancelScope inner = parent.WithCancel(out Context child, "Run", "/src/Job.cs", 12);

        outer.Cancel();

        Assert.Equal("context canceled: scope of Serve (Server.cs:3) ended", child.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B14")]
    public void Canceled_ByAForeignToken_SaysSo()
    {
        using var source = new CancellationTokenSource();
        Context ctx = Context.From(source.Token);

        source.Cancel();

        Assert.Equal("context canceled: a CancellationToken from outside was canceled", ctx.ToException()!.Message);
    }

    [Fact]
    public void ToException_OperationWithLineBreaks_StaysOneLine()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx, "Run", "/src/Job.cs", 12);

        scope.Cancel();

        Assert.Equal("context canceled: row 7 of 9, scope of Run (Job.cs:12) ended", ctx.ToException("row 7\nof 9")!.Message);
    }

    [Fact]
    public void Messages_WithoutAFile_NameTheMemberOrAnUnknownPlace()
    {
        using CancelScope named = Root.WithTimeout(TimeSpan.Zero, out Context withMember, null, "FetchAsync", "", 0);
        using CancelScope nameless = Root.WithTimeout(TimeSpan.Zero, out Context withNothing, null, "", "", 0);

        Assert.Equal("context deadline exceeded: budget 0 ms set in FetchAsync, 0 ms left", withMember.ToException()!.Message);
        Assert.Equal("context deadline exceeded: budget 0 ms set in an unknown place, 0 ms left", withNothing.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B48")]
    public void DeadlineExceeded_OfWithDeadline_SaysTheBudgetItWas()
    {
        using CancelScope scope = Root.WithDeadline(
            _clock.GetUtcNow() + TimeSpan.FromMinutes(1.5), out Context ctx, null, "FetchAsync", "/src/Report.cs", 41);

        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("context deadline exceeded: budget 1 min 30 s set in FetchAsync (Report.cs:41), 0 ms left", ctx.ToException()!.Message);
    }

    [Fact]
    public void ToException_AskedTwice_IsAFreshOneEachTime()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);

        scope.Cancel();

        Assert.NotSame(ctx.ToException(), ctx.ToException());
        Assert.Same(ctx.Cause, ctx.Cause);
    }
}
