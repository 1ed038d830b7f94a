using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Roots;

public sealed class RootTests
{
    private static readonly ContextKey<string> _key = new("key");

    public static TheoryData<Context> Roots => [Context.Background, default(Context), Context.Todo(), Context.Root(new FakeTimeProvider())];

    [Theory, MemberData(nameof(Roots), DisableDiscoveryEnumeration = true)]
    [Trait("Behaviour", "B01"), Trait("Behaviour", "B02"), Trait("Behaviour", "B74")]
    public void Root_Always_IsLiveWithoutDeadlineErrorOrValue(Context root)
    {
        Assert.False(root.IsDone);
        Assert.Equal(ContextStatus.Active, root.Status);
        Assert.Null(root.Cause);
        Assert.Null(root.ToException());
        Assert.Null(root.Deadline);
        Assert.Null(root.Remaining);
        Assert.False(root.TryGetValue(_key, out string? value));
        Assert.Null(value);
        root.ThrowIfDone();
    }

    [Theory, MemberData(nameof(Roots), DisableDiscoveryEnumeration = true)]
    [Trait("Behaviour", "B03")]
    public async Task Done_OfRoot_LetsASelectFallThrough(Context root)
    {
        Task first = await Task.WhenAny(root.Done, Task.CompletedTask);

        Assert.NotSame(root.Done, first);
        Assert.False(root.Done.IsCompleted);
        Assert.False(root.Token.CanBeCanceled);
    }

    [Theory, MemberData(nameof(Roots), DisableDiscoveryEnumeration = true)]
    [Trait("Behaviour", "B03"), Trait("Behaviour", "B29")]
    public void WithCancel_OnRoot_EndsTheChildAlone(Context root)
    {
        using CancelScope scope = root.WithCancel(out Context child);

        scope.Cancel();

        Assert.True(child.IsDone);
        Assert.False(root.IsDone);
    }

    [Fact, Trait("Behaviour", "B04")]
    public void Equals_BackgroundAndBackground_IsTrue()
    {
        Assert.True(Context.Background == Context.Background);
        Assert.False(Context.Background != Context.Background);
        Assert.True(Context.Background.Equals((object)Context.Background));
        Assert.Equal(Context.Background.GetHashCode(), Context.Background.GetHashCode());
    }

    [Fact, Trait("Behaviour", "B02"), Trait("Behaviour", "B04")]
    public void Equals_BackgroundAndTodo_IsFalse()
    {
        Context todo = Context.Todo();

        Assert.True(Context.Background != todo);
        Assert.False(Context.Background.Equals((object)todo));
        Assert.NotEqual(Context.Todo(), todo);
    }

    [Fact]
    public void Equals_SomethingElse_IsFalse() => Assert.False(Context.Background.Equals("Background"));

    [Fact]
    public void Equals_OtherSignalOrOtherValues_IsFalse()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context child);
        Context bound = child.WithValue(_key, "value");

        Assert.NotEqual(Context.Background, child);
        Assert.NotEqual(child, bound);
        Assert.NotEqual(bound, child.WithValue(_key, "value"));
        Context copy = bound;
        Assert.Equal(bound, copy);
        Assert.Equal(bound.GetHashCode(), copy.GetHashCode());
    }

    [Fact]
    public void Clock_OfBackground_IsTheSystems()
    {
        Assert.Same(TimeProvider.System, Context.Background.Clock);
        Assert.Same(TimeProvider.System, Context.Todo().Clock);
        Assert.Equal(Context.Background, Context.Root(TimeProvider.System));
    }

    [Fact]
    public void Clock_OfEveryDescendant_IsTheRoots()
    {
        var clock = new FakeTimeProvider();
        Context root = Context.Root(clock);
        using CancelScope canceling = root.WithCancel(out Context canceled);
        using CancelScope timing = canceled.WithTimeout(TimeSpan.FromSeconds(1), out Context timed);
        using CancelScope shielding = timed.WithShield(TimeSpan.FromSeconds(1), out Context shielded);
        using CancelScope merging = Context.Merge([timed, Context.Background], out Context merged);

        Assert.All(
            [root, canceled, timed, shielded, merged, timed.WithoutCancel(), merged.WithoutCancel(), timed.WithValue(_key, "value")],
            ctx => Assert.Same(clock, ctx.Clock));
    }

    [Fact]
    public void Root_SameClock_IsTheSameContext()
    {
        var clock = new FakeTimeProvider();

        Assert.Equal(Context.Root(clock), Context.Root(clock));
        Assert.NotEqual(Context.Root(clock), Context.Root(new FakeTimeProvider()));
    }

    [Fact]
    public void Root_NullClock_Throws() => Assert.Throws<ArgumentNullException>("clock", () => Context.Root(null!));

    [Fact]
    public void From_TokenNone_IsBackground() => Assert.Equal(Context.Background, Context.From(CancellationToken.None));

    [Fact, Trait("Behaviour", "B13")]
    public void GetHashCode_ManyContexts_ServesAsAKey()
    {
        CancelScope[] scopes = new CancelScope[100];
        var byContext = new Dictionary<Context, int>();
        Context[] contexts = new Context[scopes.Length];
        for (int i = 0; i < scopes.Length; i++)
        {
            scopes[i] = Context.Background.WithCancel(out contexts[i]);
            byContext.Add(contexts[i], i);
        }

        scopes[7].Cancel();

        Assert.All(contexts, (ctx, i) => Assert.Equal(i, byContext[ctx]));
        Assert.All(scopes, scope => scope.Dispose());
    }
}
