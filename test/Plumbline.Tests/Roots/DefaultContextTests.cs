using Plumbline.Tests.Support;

namespace Plumbline.Tests.Roots;

/// <summary>Go panics on a nil parent. A struct cannot be null: the default is Background, and everything works on it.</summary>
public sealed class DefaultContextTests
{
    private static readonly ContextKey<int> _key = new("key");

    [Fact, Trait("Behaviour", "B72"), Trait("Behaviour", "B04")]
    public void Default_Compared_IsBackground() => Assert.Equal(Context.Background, default);

    [Fact, Trait("Behaviour", "B72")]
    public void WithCancel_OnDefault_GivesALiveChild()
    {
        using CancelScope scope = default(Context).WithCancel(out Context child);

        Assert.False(child.IsDone);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void WithTimeout_OnDefault_GivesALiveChildWithADeadline()
    {
        using CancelScope scope = default(Context).WithTimeout(TimeSpan.FromHours(1), out Context child);

        Assert.False(child.IsDone);
        Assert.NotNull(child.Deadline);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void WithDeadline_OnDefault_GivesALiveChildWithThatDeadline()
    {
        DateTimeOffset deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);

        using CancelScope scope = default(Context).WithDeadline(deadline, out Context child);

        Assert.False(child.IsDone);
        Assert.Equal(deadline, child.Deadline);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void WithShield_OnDefault_GivesALiveChild()
    {
        using CancelScope scope = default(Context).WithShield(TimeSpan.FromHours(1), out Context child);

        Assert.False(child.IsDone);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void Merge_OfDefaults_GivesALiveChild()
    {
        using CancelScope scope = Context.Merge([default, default], out Context child);

        Assert.False(child.IsDone);
        scope.Cancel();
        Assert.True(child.IsDone);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void WithValue_OnDefault_CarriesTheValue()
    {
        Context child = default(Context).WithValue(_key, 1);

        Assert.True(child.TryGetValue(_key, out int value));
        Assert.Equal(1, value);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void WithoutCancel_OnDefault_IsBackground() => Assert.Equal(Context.Background, default(Context).WithoutCancel());

    [Fact, Trait("Behaviour", "B73")]
    public void Register_OnDefault_WaitsForEver()
    {
        bool ran = false;

        ContextRegistration registration = default(Context).Register(() => ran = true);

        Assert.True(registration.Unregister());
        Assert.False(registration.Unregister());
        Assert.False(ran);
    }

    [Fact, Trait("Behaviour", "B72")]
    public void Members_OfDefault_AreThoseOfBackground()
    {
        Context ctx = default;

        Assert.False(ctx.IsDone);
        Assert.Equal("Background", ctx.ToString());
        Assert.Equal(CancellationToken.None, (CancellationToken)ctx);
        Assert.Same(Context.Background.Done, ctx.Done);
    }

    [Fact]
    public void CancelScope_Default_DoesNothing()
    {
        CancelScope scope = default;

        scope.Cancel();
        scope.Cancel(new InvalidOperationException("why"));
        scope.Dispose();

        Assert.False(Context.Background.IsDone);
        Assert.Equal("CancelScope of nothing", scope.ToString());
        Assert.Equal(0, scope.GetHashCode());
        Assert.True(scope == default);
    }

    [Fact]
    public async Task DisposeAsync_OfDefaultRegistration_CompletesAtOnce() =>
        await Bounded.WaitAsync(default(ContextRegistration).DisposeAsync().AsTask(), "a registration of nothing");

    [Fact]
    public void ContextRegistration_Default_DoesNothing()
    {
        ContextRegistration registration = default;

        registration.Dispose();

        Assert.False(registration.Unregister());
        Assert.Equal(0, registration.GetHashCode());
        Assert.True(registration == default);
    }

    [Fact]
    public void CancelScope_Compared_IsItsContext()
    {
        using CancelScope one = Context.Background.WithCancel(out _);
        using CancelScope other = Context.Background.WithCancel(out _);
        CancelScope copy = one;

        Assert.True(one == copy);
        Assert.True(one.Equals((object)copy));
        Assert.Equal(one.GetHashCode(), copy.GetHashCode());
        Assert.True(one != other);
        Assert.False(one.Equals((object)other));
        Assert.False(one.Equals("scope"));
        Assert.False(one == default);
    }

    [Fact]
    public void ContextRegistration_Compared_IsItsCallback()
    {
        using ContextRegistration one = Context.Background.Register(() => { });
        using ContextRegistration other = Context.Background.Register(() => { });
        ContextRegistration copy = one;

        Assert.True(one == copy);
        Assert.True(one.Equals((object)copy));
        Assert.Equal(one.GetHashCode(), copy.GetHashCode());
        Assert.True(one != other);
        Assert.False(one.Equals((object)other));
        Assert.False(one.Equals("registration"));
    }

    [Fact]
    public void CancelScope_Printed_NamesItsContext()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);

        Assert.Equal("CancelScope of " + ctx, scope.ToString());
    }
}
