using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Values;

public sealed class ValueTests
{
    private static readonly ContextKey<string?> _name = new("name");
    private static readonly ContextKey<int> _number = new("number");

    private readonly Context _root = Context.Root(new FakeTimeProvider());

    [Fact, Trait("Behaviour", "B59")]
    public void TryGetValue_BoundTwice_GivesTheInnermost()
    {
        Context outer = _root.WithValue(_name, "outer").WithValue(_number, 1);

        Context inner = outer.WithValue(_name, "inner");

        Assert.True(inner.TryGetValue(_name, out string? name));
        Assert.Equal("inner", name);
        Assert.True(inner.TryGetValue(_number, out int number));
        Assert.Equal(1, number);
    }

    [Fact, Trait("Behaviour", "B60")]
    public void TryGetValue_KeysOfTheSameNameAndType_NeverCollide()
    {
        var one = new ContextKey<int>("id");
        var other = new ContextKey<int>("id");
        var third = new ContextKey<long>("id");

        Context ctx = _root.WithValue(one, 1).WithValue(other, 2);

        Assert.True(ctx.TryGetValue(one, out int first));
        Assert.True(ctx.TryGetValue(other, out int second));
        Assert.Equal((1, 2), (first, second));
        Assert.False(ctx.TryGetValue(third, out _));
    }

    [Fact, Trait("Behaviour", "B61")]
    public void TryGetValue_BoundToNull_IsPresentUnlikeAbsent()
    {
        Context bound = _root.WithValue(_name, "outer").WithValue(_number, 1).WithValue(_name, null);

        // Go gives nil for both; here "bound to null" hides the outer value and can be told from "absent".
        Assert.True(bound.TryGetValue(_name, out string? value));
        Assert.Null(value);
        Assert.False(_root.TryGetValue(_name, out _));
    }

    [Fact, Trait("Behaviour", "B62")]
    public void TryGetValue_ThroughEveryKindOfLayer_FindsTheValue()
    {
        Context ctx = _root.WithValue(_name, "value");
        using CancelScope a = ctx.WithCancel(out ctx);
        using CancelScope b = ctx.WithTimeout(TimeSpan.FromSeconds(1), out ctx);
        using CancelScope c = ctx.WithDeadline(ctx.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), out ctx);
        ctx = ctx.WithValue(_number, 1);
        using CancelScope d = ctx.WithShield(TimeSpan.FromSeconds(1), out ctx);
        using CancelScope e = Context.Merge([ctx, Context.Background], out ctx);
        ctx = ctx.WithoutCancel();

        Assert.True(ctx.TryGetValue(_name, out string? name));
        Assert.Equal("value", name);
        Assert.True(ctx.TryGetValue(_number, out int number));
        Assert.Equal(1, number);
    }

    [Fact, Trait("Behaviour", "B62"), Trait("Behaviour", "B137")]
    public void TryGetValue_OfAMerge_KnowsTheFirstParentsValuesOnly()
    {
        using CancelScope scope = Context.Merge([_root.WithValue(_name, "first"), _root.WithValue(_name, "second").WithValue(_number, 2)], out Context merged);

        Assert.True(merged.TryGetValue(_name, out string? name));
        Assert.Equal("first", name);
        Assert.False(merged.TryGetValue(_number, out _));
    }

    [Fact, Trait("Behaviour", "B63")]
    public void TryGetValue_Absent_IsFalseWithTheDefault()
    {
        Assert.False(_root.WithValue(_name, "value").TryGetValue(_number, out int number));
        Assert.Equal(0, number);
        Assert.False(_root.TryGetValue(_name, out string? name));
        Assert.Null(name);
    }

    [Fact, Trait("Behaviour", "B64")]
    public void WithValue_OfAParent_HasItsSignalAndDeadline()
    {
        using CancelScope scope = _root.WithTimeout(TimeSpan.FromSeconds(1), out Context parent);

        Context child = parent.WithValue(_name, "value");

        Assert.Same(parent.Signal, child.Signal);
        Assert.Same(parent.Done, child.Done);
        Assert.Equal(parent.Token, child.Token);
        Assert.Equal(parent.Deadline, child.Deadline);
        Assert.Equal(parent.Remaining, child.Remaining);
        scope.Cancel();
        Assert.True(child.IsDone);
        Assert.Same(parent.Cause, child.Cause);
    }

    [Fact, Trait("Behaviour", "B65")]
    public void WithValue_TwiceOnOneParent_KeepsTheChildrenApart()
    {
        Context one = _root.WithValue(_name, "one");
        Context other = _root.WithValue(_name, "other");

        Assert.False(_root.TryGetValue(_name, out _));
        Assert.True(one.TryGetValue(_name, out string? first));
        Assert.True(other.TryGetValue(_name, out string? second));
        Assert.Equal(("one", "other"), (first, second));
    }

    [Fact, Trait("Behaviour", "B65"), Trait("Behaviour", "B59")]
    public void WithValue_ReplacingTheHead_LeavesTheParentsValue()
    {
        Context parent = _root.WithValue(_number, 1).WithValue(_name, "parent");

        Context child = parent.WithValue(_name, "child");

        Assert.True(parent.TryGetValue(_name, out string? old));
        Assert.Equal("parent", old);
        Assert.True(child.TryGetValue(_name, out string? replaced));
        Assert.Equal("child", replaced);
        Assert.True(child.TryGetValue(_number, out int number));
        Assert.Equal(1, number);
    }

    [Fact]
    public void WithValue_SameKeyInALoop_DoesNotGrowTheList()
    {
        Context ctx = _root;
        for (int i = 0; i < 1000; i++)
        {
            ctx = ctx.WithValue(_number, i);
        }

        Assert.Null(ctx.Values!.Next);
        Assert.True(ctx.TryGetValue(_number, out int last));
        Assert.Equal(999, last);
    }

    [Fact, Trait("Behaviour", "B66"), Trait("Behaviour", "B69")]
    public void WithValue_NullKey_ThrowsAndNamesIt()
    {
        Assert.Throws<ArgumentNullException>("key", () => _root.WithValue<string>(null!, "value"));
        Assert.Throws<ArgumentNullException>("key", () => default(Context).WithValue<string>(null!, "value"));
        Assert.Throws<ArgumentNullException>("key", () => _root.TryGetValue<string>(null!, out _));
    }

    [Theory, InlineData(""), InlineData(" "), Trait("Behaviour", "B66")]
    public void ContextKey_WithoutAName_Throws(string name) => Assert.Throws<ArgumentException>(nameof(name), () => new ContextKey<int>(name));

    [Fact, Trait("Behaviour", "B66")]
    public void ContextKey_NullName_Throws() => Assert.Throws<ArgumentNullException>("name", () => new ContextKey<int>(null!));

    [Fact]
    public void ContextKey_Made_SaysItsNameAndWhetherItsValuesMayBePrinted()
    {
        var printable = new ContextKey<int>("id", printable: true);

        Assert.Equal("id", printable.Name);
        Assert.Equal("id", printable.ToString());
        Assert.True(printable.IsPrintable);
        Assert.False(new ContextKey<int>("id").IsPrintable);
    }

    [Fact, Trait("Behaviour", "B67"), Trait("Behaviour", "B68")]
    public void TryGetValue_WhateverTheValueIs_ComparesKeysOnly()
    {
        // In Go a key that cannot be compared panics, some only at the look-up. Here keys are compared by identity and values never.
        var lists = new ContextKey<List<int>>("list");
        var hostile = new ContextKey<Hostile>("hostile");
        var list = new List<int> { 1 };

        Context ctx = _root.WithValue(lists, list).WithValue(hostile, new Hostile()).WithValue(_number, 1);

        Assert.True(ctx.TryGetValue(lists, out List<int>? found));
        Assert.Same(list, found);
        Assert.True(ctx.TryGetValue(hostile, out _));
        Assert.Equal(ctx, ctx);
        _ = ctx.GetHashCode();
    }

    [Fact, Trait("Behaviour", "B70")]
    public void TryGetValue_HundredThousandLayersDeep_IsFoundWithoutRecursion()
    {
        Context ctx = _root.WithValue(_name, "deep");
        for (int i = 0; i < 100_000; i++)
        {
            ctx = ctx.WithValue(new ContextKey<int>("filler"), i);
        }

        Assert.True(ctx.TryGetValue(_name, out string? name));
        Assert.Equal("deep", name);
        Assert.False(ctx.TryGetValue(_number, out _));
    }

    [Fact, Trait("Behaviour", "B70")]
    public void TryGetValue_ThroughCancelLayers_WalksNone()
    {
        Context bound = _root.WithValue(_name, "value");
        Context ctx = bound;
        for (int i = 0; i < 1000; i++)
        {
            _ = ctx.WithCancel(out ctx);
        }

        // Two chains: the list of values is the very same, however many layers there are.
        Assert.Same(bound.Values, ctx.Values);
        Assert.True(ctx.TryGetValue(_name, out _));
    }

    [Fact, Trait("Behaviour", "B71")]
    public void Context_PublicMembers_OfferNoWayToListValues()
    {
        IEnumerable<Type> types = typeof(Context)
            .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Select(member => (member as PropertyInfo)?.PropertyType ?? (member as MethodInfo)?.ReturnType)
            .OfType<Type>();

        Assert.DoesNotContain(types, type => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)));
        Assert.DoesNotContain(typeof(Context).GetInterfaces(), type => type.IsAssignableTo(typeof(IEnumerable)));
    }

    [Fact]
    public void WithValue_OfAStruct_IsNotBoxed()
    {
        var key = new ContextKey<(long, long, long)>("triple");
        Context ctx = _root.WithValue(key, (1L, 2L, 3L));

        Assert.Equal(0, Allocated.Bytes(() => _ = ctx.TryGetValue(key, out _)));
    }

    [Fact, Trait("Behaviour", "B99"), Trait("Behaviour", "B100")]
    public void WithoutCancel_OfADoneContext_KeepsTheValuesAndIsLive()
    {
        using CancelScope scope = _root.WithValue(_name, "value").WithTimeout(TimeSpan.Zero, out Context ctx);

        Context detached = ctx.WithoutCancel();

        Assert.True(detached.TryGetValue(_name, out string? name));
        Assert.Equal("value", name);
        Assert.False(detached.IsDone);
        Assert.Null(detached.Deadline);
        Assert.Null(detached.Cause);
    }

    [Fact]
    public void From_TheContextsToken_HasNoValues()
    {
        using CancelScope scope = _root.WithValue(_name, "value").WithCancel(out Context ctx);

        Assert.False(Context.From(ctx.Token).TryGetValue(_name, out _));
    }

    private sealed class Hostile
    {
        public override bool Equals(object? obj) => throw new NotSupportedException("Values are not compared.");

        public override int GetHashCode() => throw new NotSupportedException("Values are not hashed.");
    }
}
