using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>The newest caller of a key ends the one before.</summary>
public sealed class SupersessionTests
{
    private static readonly ContextKey<string> _user = new("user");

    private readonly FakeTimeProvider _clock = new();
    private readonly Supersession<string> _clicks = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public void Enter_NewerCaller_EndsTheOlderOneForThatReason()
    {
        using var older = _clicks.Enter(Root, "anna", out Context first);

        using var newer = _clicks.Enter(Root, "anna", out Context second);

        Assert.Equal(ContextStatus.Canceled, first.Status);
        Assert.IsType<SupersededException>(first.Cause);
        Assert.Equal("A newer caller of the same key came.", first.Cause.Message);
        Assert.False(second.IsDone);
    }

    [Fact]
    public void Enter_OtherKey_EndsNobody()
    {
        using var anna = _clicks.Enter(Root, "anna", out Context ofAnna);

        using var berta = _clicks.Enter(Root, "berta", out Context ofBerta);

        Assert.False(ofAnna.IsDone || ofBerta.IsDone);
    }

    [Fact]
    public void Enter_ComparerSaysKeysAreEqual_EndsTheOlderOne()
    {
        var clicks = new Supersession<string>(StringComparer.OrdinalIgnoreCase);
        using var older = clicks.Enter(Root, "anna", out Context first);

        using var newer = clicks.Enter(Root, "ANNA", out _);

        Assert.True(first.IsDone);
    }

    [Fact]
    public void Enter_IntoTheVariableOfItsParent_KeepsParentValuesAndDeadline()
    {
        using CancelScope timeout = Root.WithValue(_user, "anna").WithTimeout(TimeSpan.FromSeconds(2), out Context ctx);

        using var scope = _clicks.Enter(ctx, "anna", out ctx);

        Assert.True(ctx.TryGetValue(_user, out string? user) && user == "anna");
        Assert.Equal(TimeSpan.FromSeconds(2), ctx.Remaining);
    }

    [Fact]
    public void Enter_ContextIsDone_EndsNobody()
    {
        using var older = _clicks.Enter(Root, "anna", out Context first);
        using CancelScope canceled = Root.WithCancel(out Context done);
        canceled.Cancel();

        using var late = _clicks.Enter(done, "anna", out Context second);

        Assert.True(second.IsDone);
        Assert.False(first.IsDone);
    }

    [Fact]
    public void Dispose_OfTheOlderOne_LeavesTheNewerOneInPlace()
    {
        SupersessionScope<string> first = _clicks.Enter(Root, "anna", out _);
        using var second = _clicks.Enter(Root, "anna", out Context newer);

        first.Dispose();
        using var third = _clicks.Enter(Root, "anna", out _);

        Assert.IsType<SupersededException>(newer.Cause);
    }

    [Fact]
    public void Dispose_OfTheNewestOne_CancelsItAndLetsGoOfTheKey()
    {
        SupersessionScope<string> scope = _clicks.Enter(Root, "anna", out Context ctx);

        scope.Dispose();
        scope.Dispose();

        Assert.IsType<ContextCanceledException>(ctx.Cause);
        Assert.Equal(0, _clicks.CountKeys());
    }

    [Fact]
    public void Cancel_WithACause_IsTheContextsCause()
    {
        var why = new InvalidOperationException("why");
        using var scope = _clicks.Enter(Root, "anna", out Context ctx);

        scope.Cancel(why);

        Assert.Same(why, ctx.Cause);
    }

    [Fact]
    public void Enter_NullKey_Throws() => Assert.Throws<ArgumentNullException>("key", () => _clicks.Enter(Root, null!, out _));

    [Fact]
    public void Enter_ManyAtOnce_OneIsLeft()
    {
        Racers.Run(
            2_000,
            _ => new Context[3],
            contexts =>
            {
                Assert.Equal(1, contexts.Count(ctx => !ctx.IsDone));
                Assert.Equal(2, contexts.Count(ctx => ctx.Cause is SupersededException));
            },
            contexts => _clicks.Enter(Root, "anna", out contexts[0]),
            contexts => _clicks.Enter(Root, "anna", out contexts[1]),
            contexts => _clicks.Enter(Root, "anna", out contexts[2]));
    }
}
