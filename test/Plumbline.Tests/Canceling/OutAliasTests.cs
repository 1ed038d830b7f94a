using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Canceling;

/// <summary>The idiom <c>ctx.With…(out ctx)</c>: the child is written into the very variable that <c>this</c> is.</summary>
public sealed class OutAliasTests
{
    private static readonly ContextKey<string> _key = new("key");

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Theory, MemberData(nameof(Derivations.Names), MemberType = typeof(Derivations))]
    public void Derive_IntoItsOwnVariable_KeepsClockAndValues(string name)
    {
        Context ctx = Root.WithValue(_key, "value");
        Context before = ctx;

        using CancelScope scope = Derivations.Derive(name, ref ctx, out _);

        Assert.NotEqual(before, ctx);
        Assert.Same(_clock, ctx.Clock);
        Assert.True(ctx.TryGetValue(_key, out string? value));
        Assert.Equal("value", value);
        Assert.False(ctx.IsDone);
    }

    [Theory, MemberData(nameof(Derivations.NamesOfLinked), MemberType = typeof(Derivations))]
    public void Derive_IntoItsOwnVariable_EndsWithWhatTheVariableHeld(string name)
    {
        using CancelScope outer = Root.WithCancel(out Context ctx);
        using CancelScope inner = Derivations.Derive(name, ref ctx, out _);

        outer.Cancel();

        Assert.True(ctx.IsDone);
    }

    [Theory, MemberData(nameof(Derivations.NamesOfLinked), MemberType = typeof(Derivations))]
    public void Derive_IntoItsOwnVariable_TakesTheDeadlineOfWhatTheVariableHeld(string name)
    {
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx);

        using CancelScope inner = Derivations.Derive(name, ref ctx, out _);

        Assert.Equal(TimeSpan.FromSeconds(2), ctx.Remaining);
    }

    [Theory, MemberData(nameof(Derivations.Names), MemberType = typeof(Derivations))]
    public void Dispose_OfAScopeDerivedIntoItsOwnVariable_EndsTheVariable(string name)
    {
        Context root = Root;
        Context ctx = root;

        Derivations.Derive(name, ref ctx, out _).Dispose();

        Assert.True(ctx.IsDone);
        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.False(root.IsDone);
    }

    [Theory, MemberData(nameof(Derivations.Names), MemberType = typeof(Derivations))]
    public void Derive_Anywhere_RecordsTheCallersLine(string name)
    {
        Context ctx = Root;

        using CancelScope scope = Derivations.Derive(name, ref ctx, out string place);

        Assert.Contains("in " + place + ")", ctx.ToString());
    }

    [Fact]
    public void Todo_Anywhere_RecordsTheCallersLine()
    {
        Context todo = Context.Todo(); string place = Here.Place();

        Assert.Contains(place, todo.ToString());
    }

    [Fact]
    public void Register_Anywhere_RecordsTheCallersLine()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);

        using ContextRegistration plain = ctx.Register(() => { });
        using ContextRegistration stateful = ctx.Register(_ => { }, 1);

        // What it recorded shows in reports of what the callback throws, which Callbacks/ tests.
        Assert.Equal(2, ctx.Signal!.ChildCount);
    }

    [Fact]
    public void Merge_IntoAnElementOfItsParents_TakesWhatTheElementHeld()
    {
        using CancelScope one = Root.WithCancel(out Context first);
        using CancelScope two = Root.WithCancel(out Context second);
        Context[] parents = [first.WithValue(_key, "first"), second];

        using CancelScope merging = Context.Merge(parents, out parents[0]);

        Assert.True(parents[0].TryGetValue(_key, out string? value));
        Assert.Equal("first", value);
        one.Cancel();
        Assert.True(parents[0].IsDone);
    }

    [Fact]
    public void WithShield_ThatThrows_LeavesTheVariableAsItWas()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Context before = ctx;

        Assert.Throws<ArgumentOutOfRangeException>("limit", () => ctx.WithShield(TimeSpan.Zero, out ctx));

        Assert.Equal(before, ctx);
    }

    [Fact]
    public void Merge_ThatThrows_LeavesTheVariableAsItWas()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Context before = ctx;

        Assert.Throws<ArgumentException>("parents", () => Context.Merge([], out ctx));

        Assert.Equal(before, ctx);
    }

    [Fact]
    public void WithSignals_ThatThrows_LeavesTheVariableAsItWas()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Context before = ctx;

        Assert.Throws<ArgumentException>("signals", () => ctx.WithSignals([], out ctx));

        Assert.Equal(before, ctx);
        Assert.Equal(0, before.Signal!.ChildCount);
    }

    [Fact]
    public void WithTimeout_AgainAndAgainIntoItsOwnVariable_GivesAChain()
    {
        Context ctx = Root;

        using CancelScope outer = ctx.WithTimeout(TimeSpan.FromSeconds(3), out ctx);
        Context first = ctx;
        using CancelScope middle = ctx.WithTimeout(TimeSpan.FromSeconds(2), out ctx);
        Context second = ctx;
        using CancelScope inner = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx);

        Assert.Same(second.Signal, ctx.Signal!.Parent);
        Assert.Same(first.Signal, second.Signal!.Parent);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(ctx.IsDone);
        Assert.True(second.IsDone);
        Assert.False(first.IsDone);
    }
}
