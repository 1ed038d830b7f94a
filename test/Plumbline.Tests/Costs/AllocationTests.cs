using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Costs;

/// <summary>Budgets in bytes of what each call allocates on the thread that makes it. Lower one when the code gets better; never raise one without saying why.</summary>
public sealed class AllocationTests
{
    // One node on the system's clock, without and with a time of its own; on another clock; and what it needs besides for a cause or an instant.
    private const int PlainNode = 128;
    private const int TimedNode = 144;
    private const int ClockedNode = 152;
    private const int Extra = 48;

    // What the BCL itself allocates when something is registered on a fresh token: its list and its entry.
    private const int TokenRegistration = 144;

    // One merged node, with its two lists of the parents; and for every parent a place in both, and a link where it can end.
    private const int Merged = 232;
    private const int MergedParent = 16;
    private const int MergeLink = 168;

    // As many as Allocated.Bytes makes.
    private const int MeasuredCalls = 5_000;

    private static readonly ContextKey<string> _key = new("key");
    private static readonly ContextKey<int> _absent = new("absent");
    private static readonly InvalidOperationException _cause = new("why");
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset _inAnHour = TimeProvider.System.GetUtcNow() + _hour;

    [Fact, Trait("Behaviour", "B129")]
    public void Roots_Taken_AllocateNothing()
    {
        var clock = new FakeTimeProvider();

        AssertBudget(0, () => Use(Context.Background));
        AssertBudget(0, () => Use(Context.Root(clock)));
        AssertBudget(0, () => Use(Context.From(CancellationToken.None)));
        AssertBudget(0, () => Use(Context.Background.WithoutCancel()));
        AssertBudget(ClockedNode, () => Use(Context.Todo()));
    }

    [Fact, Trait("Behaviour", "B130")]
    public void WithValue_AndALookup_AllocatesOneSmallObject()
    {
        AssertBudget(40, () => Use(Context.Background.WithValue(_key, "value").TryGetValue(_key, out _)));
        AssertBudget(40, () => Use(Context.Background.WithValue(_absent, 1)));
    }

    [Fact, Trait("Behaviour", "B130"), Trait("Behaviour", "B134")]
    public void TryGetValue_FoundOrMissingAtDepthHundred_AllocatesNothing()
    {
        Context ctx = Context.Background.WithValue(_key, "value");
        for (int i = 0; i < 100; i++)
        {
            ctx = ctx.WithValue(new ContextKey<int>("filler"), i);
        }

        AssertBudget(0, () => Use(ctx.TryGetValue(_key, out _)));
        AssertBudget(0, () => Use(ctx.TryGetValue(_absent, out _)));
    }

    [Fact]
    public void TryGetValue_BelowTwentyCancelLayers_AllocatesNothing()
    {
        Context ctx = DeriveLayers(Context.Background.WithValue(_key, "value"), 20);

        AssertBudget(0, () => Use(ctx.TryGetValue(_key, out _)));
        AssertBudget(0, () => Use(ctx.TryGetValue(_absent, out _)));
    }

    [Fact, Trait("Behaviour", "B131")]
    public void WithCancel_AndItsEnd_AllocatesOneObject()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context parent);

        AssertBudget(PlainNode, () => Context.Background.WithCancel(out _).Dispose());
        AssertBudget(PlainNode, () => parent.WithCancel(out _).Dispose());
        AssertBudget(PlainNode, () => Use(CancelAndTakeDone()));
        AssertBudget(PlainNode + Extra, () => Context.Background.WithCancel(out _).Cancel(_cause));
    }

    [Fact, Trait("Behaviour", "B131")]
    public void WithCancel_OnAnotherClock_AllocatesOneObject()
    {
        Context root = Context.Root(new FakeTimeProvider());

        AssertBudget(ClockedNode, () => root.WithCancel(out _).Dispose());
    }

    [Fact, Trait("Behaviour", "B131")]
    public void Done_TakenWhileLive_AllocatesItsTaskOnTop() =>
        AssertBudget(
            PlainNode + Extra + 88,
            () =>
            {
                using CancelScope scope = Context.Background.WithCancel(out Context ctx);
                Use(ctx.Done);
            });

    [Fact, Trait("Behaviour", "B132")]
    public void WithTimeout_EndedEarly_AllocatesOneObject()
    {
        Context root = Context.Root(new FakeTimeProvider());

        AssertBudget(TimedNode, () => Context.Background.WithTimeout(TimeSpan.FromMilliseconds(5), out _).Dispose());
        AssertBudget(TimedNode, () => Context.Background.WithTimeout(_hour, out _).Cancel());
        AssertBudget(TimedNode, () => Context.Background.WithShield(_hour, out _).Dispose());
        AssertBudget(ClockedNode, () => root.WithTimeout(_hour, out _).Dispose());
        AssertBudget(TimedNode + Extra, () => Context.Background.WithTimeout(_hour, out _, _cause).Dispose());
    }

    // Near deadlines and far ones are kept differently.
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(30_000)]
    [InlineData(3_600_000)]
    [InlineData(Timeout.Infinite)]
    public void WithTimeout_BelowALiveParent_AllocatesOneObject(int milliseconds)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        using CancelScope scope = Context.Background.WithCancel(out Context parent);

        AssertBudget(TimedNode, () => parent.WithTimeout(timeout, out _).Dispose());
        AssertBudget(TimedNode + Extra, () => parent.WithTimeout(timeout, out _, _cause).Dispose());
    }

    [Fact, Trait("Behaviour", "B132"), Trait("Behaviour", "B52")]
    public void WithTimeout_LaterThanTheParents_AllocatesOneObject()
    {
        using CancelScope scope = Context.Background.WithTimeout(_hour, out Context parent);

        AssertBudget(TimedNode, () => parent.WithTimeout(2 * _hour, out _).Dispose());
        AssertBudget(TimedNode + Extra, () => parent.WithTimeout(2 * _hour, out _, _cause).Dispose());
    }

    [Fact]
    public void WithTimeout_InTenLayers_AllocatesOneObjectEach()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context parent);

        AssertBudget(10 * TimedNode, () => DeriveAndEnd(parent, 10));
    }

    [Fact]
    public void WithDeadline_NearerThanTheParents_AllocatesTwoObjects()
    {
        using CancelScope scope = Context.Background.WithTimeout(2 * _hour, out Context parent);

        AssertBudget(TimedNode + Extra, () => Context.Background.WithDeadline(_inAnHour, out _).Dispose());
        AssertBudget(TimedNode + Extra, () => parent.WithDeadline(_inAnHour, out _).Dispose());
        AssertBudget(TimedNode + Extra, () => parent.WithDeadline(_inAnHour, out _, _cause).Dispose());
        AssertBudget(TimedNode + Extra, () => parent.WithDeadline(DateTimeOffset.UnixEpoch, out _).Dispose());
    }

    [Fact]
    public void WithDeadline_LaterThanTheParents_AllocatesNoInstant()
    {
        using CancelScope scope = Context.Background.WithTimeout(_hour / 2, out Context parent);

        AssertBudget(TimedNode, () => parent.WithDeadline(_inAnHour, out _).Dispose());
        AssertBudget(TimedNode + Extra, () => parent.WithDeadline(_inAnHour, out _, _cause).Dispose());
    }

    [Fact]
    public void WithShield_BelowAnyParent_AllocatesOneObject()
    {
        using CancelScope outer = Context.Background.WithCancel(out Context parent);
        using CancelScope inner = parent.WithTimeout(_hour / 2, out Context below);

        AssertBudget(TimedNode, () => parent.WithShield(_hour, out _).Dispose());
        AssertBudget(TimedNode, () => below.WithShield(_hour, out _).Dispose());
    }

    [Fact]
    public void Token_TakenFromAFreshChild_AllocatesNothingOnTop()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context parent);

        AssertBudget(
            TimedNode,
            () =>
            {
                using CancelScope inner = parent.WithTimeout(_hour, out Context ctx);
                Use(ctx.Token.IsCancellationRequested);
            });
    }

    [Fact]
    public void Token_RegisteredOn_AllocatesWhatTheBclDoesOnTop()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context parent);

        AssertBudget(
            TimedNode + TokenRegistration,
            () =>
            {
                using CancelScope inner = parent.WithTimeout(_hour, out Context ctx);
                using CancellationTokenRegistration registration = ctx.Token.UnsafeRegister(static _ => { }, null);
            });
    }

    [Fact, Trait("Behaviour", "B133")]
    public void WithTimeout_ThatPasses_AllocatesOneObject()
    {
        AssertBudget(TimedNode, () => Use(Context.Background.WithTimeout(TimeSpan.Zero, out _)));
        AssertBudget(TimedNode, () => Use(ExpireByAsking()));
    }

    [Fact, Trait("Behaviour", "B134")]
    public void Members_OfALiveContext_AllocateNothing()
    {
        using CancelScope outer = Context.Background.WithTimeout(_hour, out Context parent);
        using CancelScope inner = parent.WithCancel(out Context ctx);

        AssertBudget(0, () => Use(ctx.IsDone));
        AssertBudget(0, () => Use(ctx.Status));
        AssertBudget(0, () => Use(ctx.Cause));
        AssertBudget(0, () => Use(ctx.ToException("operation")));
        AssertBudget(0, () => ctx.ThrowIfDone("operation"));
        AssertBudget(0, () => Use(ctx.Remaining));
        AssertBudget(0, () => Use(ctx.Deadline));
        AssertBudget(0, () => Use(ctx.Clock));
        AssertBudget(0, () => Use(ctx.Token));
        AssertBudget(0, () => Use(ctx.Done));
        AssertBudget(0, () => Use((CancellationToken)ctx));
    }

    [Fact, Trait("Behaviour", "B134"), Trait("Behaviour", "B12")]
    public void Members_OfADoneContext_AllocateNothing()
    {
        using CancelScope outer = Context.Background.WithTimeout(TimeSpan.Zero, out Context parent);
        using CancelScope inner = parent.WithCancel(out Context ctx);

        AssertBudget(0, () => Use(ctx.IsDone));
        AssertBudget(0, () => Use(ctx.Status));
        AssertBudget(0, () => Use(ctx.Cause));
        AssertBudget(0, () => Use(ctx.Remaining));
        AssertBudget(0, () => Use(ctx.Token));
        AssertBudget(0, () => Use(ctx.Done));
    }

    [Fact, Trait("Behaviour", "B134")]
    public void Passing_ComparingAndDetaching_AllocateNothing()
    {
        using CancelScope scope = Context.Background.WithValue(_key, "value").WithCancel(out Context ctx);
        Context other = ctx;

        AssertBudget(0, () => Use(Pass(ctx) == other));
        AssertBudget(0, () => Use(Pass(ctx) == Context.Background));
        AssertBudget(0, () => Use(ctx.Equals(other)));
        AssertBudget(0, () => Use(ctx.GetHashCode()));
        AssertBudget(0, () => Use(ctx.WithoutCancel()));
        AssertBudget(0, () => Use(Context.From(ctx.Token)));
    }

    [Fact]
    public void From_OfAForeignToken_AllocatesNothingTheSecondTime()
    {
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;

        AssertBudget(0, () => Use(Context.From(token)));
    }

    [Fact]
    public void Register_TakenBack_AllocatesNodeAndCallback()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);

        AssertBudget(200, () => ctx.Register(static () => { }).Dispose());
        AssertBudget(200, () => Use(ctx.Register(static () => { }).Unregister()));
        AssertBudget(208, () => ctx.Register(static _ => { }, ctx.Clock).Dispose());
    }

    [Fact]
    public void Merge_OfTwoOrThree_AllocatesThreeObjectsAndOneForEachParentThatCanEnd()
    {
        using CancelScope outer = Context.Background.WithCancel(out Context ctx);
        using CancelScope inner = ctx.WithTimeout(_hour, out Context timed);

        AssertBudget(Merged + (2 * MergedParent), () => Context.Merge([Context.Background, Context.Background], out _).Dispose());
        AssertBudget(Merged + (2 * MergedParent) + MergeLink, () => Context.Merge([ctx, Context.Background], out _).Dispose());
        AssertBudget(Merged + (2 * (MergedParent + MergeLink)), () => Context.Merge([ctx, timed], out _).Dispose());
        AssertBudget(Merged + (3 * (MergedParent + MergeLink)), () => Context.Merge([ctx, timed, ctx], out _).Dispose());
    }

    [Fact]
    public void Cancel_OfAScopeWithoutChildren_AllocatesNothing()
    {
        using CancelScope scope = Context.Background.WithTimeout(_hour, out Context parent);

        AssertCancelBudget(0, () => parent.WithCancel(out _));
        AssertCancelBudget(0, () => parent.WithTimeout(_hour / 2, out _));
        AssertCancelBudget(0, () => parent.WithShield(_hour, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Cancel_OfAParentWithPlainChildren_AllocatesNothing(int children) =>
        AssertCancelBudget(
            0,
            () =>
            {
                CancelScope scope = Context.Background.WithCancel(out Context parent);
                for (int child = 0; child < children; child++)
                {
                    parent.WithTimeout(_hour, out _);
                }

                return scope;
            });

    [Fact, Trait("Behaviour", "B134")]
    public void Cancel_OfAParentWithGrandchildren_AllocatesNothing() =>
        AssertCancelBudget(
            0,
            () =>
            {
                CancelScope scope = Context.Background.WithCancel(out Context parent);
                for (int child = 0; child < 20; child++)
                {
                    parent.WithCancel(out Context ctx);
                    ctx.WithCancel(out _);
                }

                return scope;
            });

    private static Context DeriveLayers(Context ctx, int layers)
    {
        for (int i = 0; i < layers; i++)
        {
            ctx.WithCancel(out ctx);
        }

        return ctx;
    }

    // The innermost has the nearest deadline, so that every layer has one of its own.
    private static void DeriveAndEnd(Context ctx, int layers)
    {
        if (layers == 0)
        {
            return;
        }

        using CancelScope scope = ctx.WithTimeout(_hour + TimeSpan.FromSeconds(layers), out ctx);
        DeriveAndEnd(ctx, layers - 1);
    }

    private static Task CancelAndTakeDone()
    {
        CancelScope scope = Context.Background.WithCancel(out Context ctx);
        scope.Cancel();
        return ctx.Done;
    }

    // A timeout of 100 ns has passed by the time one asks, and asking is what ends it.
    private static bool ExpireByAsking()
    {
        using CancelScope scope = Context.Background.WithTimeout(new TimeSpan(1), out Context ctx);
        while (ctx.Remaining > TimeSpan.Zero)
        {
        }

        return ctx.IsDone;
    }

    private static void AssertBudget(long budget, Action call)
    {
        long bytes = Allocated.Bytes(call);

        Assert.True(bytes <= budget, $"Allocates {bytes} bytes a call; its budget is {budget}.");
    }

    // Scopes are made beforehand, and one is ended a call.
    private static void AssertCancelBudget(long budget, Func<CancelScope> make)
    {
        CancelScope[] scopes = [.. Enumerable.Range(0, MeasuredCalls).Select(_ => make())];
        int next = 0;

        AssertBudget(budget, () => scopes[next++].Cancel());
        Assert.Equal(scopes.Length, next);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static Context Pass(Context ctx) => ctx;

    // Keeps the call; T, so that nothing is boxed on the way.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Use<T>(T value) => _ = value;
}
