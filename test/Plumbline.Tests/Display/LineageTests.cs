using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Display;

/// <summary>What a context prints as: for logs and debuggers, one line, no secrets.</summary>
public sealed class LineageTests
{
    private const string Job = "/src/Job.cs";

    private static readonly ContextKey<string?> _secret = new("token");
    private static readonly ContextKey<string?> _traceId = new("trace-id", printable: true);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B124"), Trait("Behaviour", "B01")]
    public void ToString_OfBackground_SaysSo() => Assert.Equal("Background", Context.Background.ToString());

    [Fact, Trait("Behaviour", "B124"), Trait("Behaviour", "B02")]
    public void ToString_OfTodo_SaysWhereItWaitsToBeWired() =>
        Assert.Equal("Todo(not wired yet, in Run (Job.cs:12))", Context.Todo("Run", Job, 12).ToString());

    [Fact, Trait("Behaviour", "B124"), Trait("Behaviour", "B128")]
    public void ToString_OfAnotherRoot_NamesTheTypeOfItsClock() => Assert.Equal("Root(FakeTimeProvider)", Root.ToString());

    [Fact, Trait("Behaviour", "B125")]
    public void ToString_OfACancelLayer_AppendsToItsParents()
    {
        using CancelScope outer = Context.Background.WithCancel(out Context parent, "Serve", "/src/Server.cs", 3);
        using CancelScope inner = parent.WithCancel(out Context child, "Run", Job, 12);

        Assert.Equal("Background.WithCancel(in Serve (Server.cs:3)).WithCancel(in Run (Job.cs:12))", child.ToString());
    }

    [Fact, Trait("Behaviour", "B125"), Trait("Behaviour", "B126")]
    public void ToString_OfATimeout_SaysBudgetAndWhatIsLeft()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx, null, "Run", Job, 12);
        _clock.Advance(TimeSpan.FromMilliseconds(800));

        Assert.Equal("Root(FakeTimeProvider).WithTimeout(2 s, 1.2 s left, in Run (Job.cs:12))", ctx.ToString());
    }

    [Fact, Trait("Behaviour", "B125"), Trait("Behaviour", "B126")]
    public void ToString_OfADeadline_SaysBudgetAndWhatIsLeft()
    {
        using CancelScope scope = Root.WithDeadline(_clock.GetUtcNow() + TimeSpan.FromMinutes(2), out Context ctx, null, "Run", Job, 12);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("Root(FakeTimeProvider).WithDeadline(2 min, 1 min 30 s left, in Run (Job.cs:12))", ctx.ToString());
    }

    [Fact, Trait("Behaviour", "B126")]
    public void ToString_OfALaterTimeout_SaysWhatIsReallyLeft()
    {
        // Go prints such a layer as a plain WithCancel; here one sees what was asked for and what binds.
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context parent, null, "Serve", "/src/Server.cs", 3);
        using CancelScope inner = parent.WithTimeout(TimeSpan.FromSeconds(5), out Context child, null, "Run", Job, 12);

        Assert.Equal(
            "Root(FakeTimeProvider).WithTimeout(1 s, 1 s left, in Serve (Server.cs:3)).WithTimeout(5 s, 1 s left, in Run (Job.cs:12))",
            child.ToString());
    }

    [Fact, Trait("Behaviour", "B126")]
    public void ToString_WithACause_IsThePlainForm()
    {
        using CancelScope scope = Root.WithTimeout(
            TimeSpan.FromSeconds(2), out Context ctx, new InvalidOperationException("too slow"), "Run", Job, 12);

        Assert.Equal("Root(FakeTimeProvider).WithTimeout(2 s, 2 s left, in Run (Job.cs:12))", ctx.ToString());
    }

    [Fact, Trait("Behaviour", "B125")]
    public void ToString_OfAnInfiniteTimeout_SaysSo()
    {
        using CancelScope scope = Root.WithTimeout(Timeout.InfiniteTimeSpan, out Context ctx, null, "Run", Job, 12);

        Assert.Equal("Root(FakeTimeProvider).WithTimeout(infinite, in Run (Job.cs:12))", ctx.ToString());
    }

    [Fact, Trait("Behaviour", "B125")]
    public void ToString_OfTheOtherLayers_NamesThem()
    {
        using CancelScope shielding = Root.WithShield(TimeSpan.FromSeconds(2), out Context shielded, "Run", Job, 12);
        using CancelScope merging = Context.Merge([Context.Background, Root], out Context merged, "Run", Job, 12);
        using CancelScope signaling = Context.Background.WithSignals(
            [System.Runtime.InteropServices.PosixSignal.SIGHUP], out Context signaled, "Run", Job, 12);
        using var source = new CancellationTokenSource();

        Assert.Equal("Root(FakeTimeProvider).WithShield(2 s, 2 s left, in Run (Job.cs:12))", shielded.ToString());
        Assert.Equal("Background.Merge(2 parents, in Run (Job.cs:12))", merged.ToString());
        Assert.Equal("Background.WithSignals(in Run (Job.cs:12))", signaled.ToString());
        Assert.Equal("Background.From(a CancellationToken)", Context.From(source.Token).ToString());
    }

    [Fact, Trait("Behaviour", "B125")]
    public void ToString_OfWithoutCancel_IsTheRootWithTheValues()
    {
        using CancelScope scope = Root.WithValue(_secret, "s3cret").WithCancel(out Context ctx);

        Assert.Equal("Root(FakeTimeProvider) {token}", ctx.WithoutCancel().ToString());
    }

    [Fact, Trait("Behaviour", "B127")]
    public void ToString_WithValues_PrintsThemOnlyWhereTheKeyAllows()
    {
        Context ctx = Context.Background.WithValue(_secret, "s3cret").WithValue(_traceId, "abc");

        Assert.Equal("Background {trace-id = abc, token}", ctx.ToString());
        Assert.DoesNotContain("s3cret", ctx.ToString());
    }

    [Fact, Trait("Behaviour", "B127")]
    public void ToString_OfANullValue_SaysNull() =>
        Assert.Equal("Background {trace-id = null}", Context.Background.WithValue(_traceId, null).ToString());

    [Fact, Trait("Behaviour", "B127")]
    public void ToString_OfAValueWithLineBreaks_StaysOneLine() =>
        Assert.Equal("Background {trace-id = a b c}", Context.Background.WithValue(_traceId, "a\nb\r\nc").ToString());

    [Fact, Trait("Behaviour", "B127"), Trait("Behaviour", "B128")]
    public void ToString_OfAValueWithoutATextOfItsOwn_IsItsTypeName() =>
        Assert.Equal(
            "Background {thing = System.Object}",
            Context.Background.WithValue(new ContextKey<object>("thing", printable: true), new object()).ToString());

    [Fact]
    public void ToString_WhenCanceled_SaysSo()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx, "Run", Job, 12);

        scope.Cancel();

        Assert.Equal("Background.WithCancel(in Run (Job.cs:12)) [canceled]", ctx.ToString());
    }

    [Fact]
    public void ToString_WhenAnAncestorEnded_SaysWhich()
    {
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context parent, null, "Serve", "/src/Server.cs", 3);
        using CancelScope inner = parent.WithCancel(out Context child, "Run", Job, 12);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            "Root(FakeTimeProvider).WithTimeout(1 s, 0 ms left, in Serve (Server.cs:3)).WithCancel(in Run (Job.cs:12)) [deadline exceeded by Serve (Server.cs:3)]",
            child.ToString());
    }

    [Fact]
    public void ToString_WhenAForeignTokenEndedIt_SaysSo()
    {
        using var source = new CancellationTokenSource();
        using CancelScope scope = Context.From(source.Token).WithCancel(out Context ctx, "Run", Job, 12);

        source.Cancel();

        Assert.Equal(
            "Background.From(a CancellationToken).WithCancel(in Run (Job.cs:12)) [canceled by a CancellationToken from outside]", ctx.ToString());
    }

    [Fact]
    public void ToString_VeryDeep_ShowsTheInnermostLayersAndCountsTheRest()
    {
        Context ctx = Context.Background;
        for (int i = 0; i < 10_000; i++)
        {
            _ = ctx.WithCancel(out ctx, $"Layer{i}", Job, i);
        }

        string text = ctx.ToString();

        Assert.StartsWith("(9977 more).WithCancel(in Layer9976 (Job.cs:9976))", text);
        Assert.EndsWith(".WithCancel(in Layer9999 (Job.cs:9999))", text);
    }

    [Fact]
    public void ToString_PastTheDeadline_EndsNothing()
    {
        // The clock's timer comes a little late; printing must not be what ends the context.
        var clock = new WarpedClock { CutsTimers = true };
        using CancelScope scope = Context.Root(clock).WithTimeout(TimeSpan.FromMilliseconds(1.5), out Context ctx, null, "Run", Job, 12);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromMilliseconds(0.6));

        Assert.Equal("Root(WarpedClock).WithTimeout(1.5 ms, 0 ms left, in Run (Job.cs:12))", ctx.ToString());
        Assert.False(ctx.IsDone);
    }

    [Theory, InlineData("/src/Job.cs"), InlineData(@"C:\src\Job.cs"), InlineData("Job.cs")]
    public void ToString_WhateverTheBuildMachine_ShowsTheFileNameOnly(string file)
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx, "Run", file, 12);

        Assert.Equal("Background.WithCancel(in Run (Job.cs:12))", ctx.ToString());
    }

    [Fact]
    public void ToString_LongestTimeout_IsPrinted()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.MaxValue, out Context ctx, null, "Run", Job, 12);

        Assert.StartsWith("Root(FakeTimeProvider).WithTimeout(10675199 d 2 h, ", ctx.ToString());
    }

    [Fact]
    public void ToString_AnyCulture_IsTheSame()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1.5), out Context ctx, null, "Run", Job, 12);
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("de-DE");

            Assert.Equal("Root(FakeTimeProvider).WithTimeout(1.5 s, 1.5 s left, in Run (Job.cs:12))", ctx.ToString());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }
}
