using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Costs;

/// <summary>Budgets in bytes of what each call allocates on the thread that makes it. Lower one when the code gets better; never raise one without saying why.</summary>
public sealed class AllocationTests
{
    // One node on the system's clock, on another clock, and what it needs besides for a cause or a given instant.
    private const int Node = 144;
    private const int ClockedNode = 152;
    private const int Extra = 48;
    private const int Instant = 32;

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

    [Fact, Trait("Behaviour", "B131")]
    public void WithCancel_AndItsEnd_AllocatesOneObject()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context parent);

        AssertBudget(Node, () => Context.Background.WithCancel(out _).Dispose());
        AssertBudget(Node, () => parent.WithCancel(out _).Dispose());
        AssertBudget(Node, () => Use(CancelAndTakeDone()));
        AssertBudget(Node + Extra, () => Context.Background.WithCancel(out _).Cancel(_cause));
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
            Node + Extra + 88,
            () =>
            {
                using CancelScope scope = Context.Background.WithCancel(out Context ctx);
                Use(ctx.Done);
            });

    [Fact, Trait("Behaviour", "B132")]
    public void WithTimeout_EndedEarly_AllocatesOneObject()
    {
        Context root = Context.Root(new FakeTimeProvider());

        AssertBudget(Node, () => Context.Background.WithTimeout(TimeSpan.FromMilliseconds(5), out _).Dispose());
        AssertBudget(Node, () => Context.Background.WithTimeout(_hour, out _).Cancel());
        AssertBudget(Node, () => Context.Background.WithShield(_hour, out _).Dispose());
        AssertBudget(ClockedNode, () => root.WithTimeout(_hour, out _).Dispose());
        AssertBudget(Node + Extra, () => Context.Background.WithTimeout(_hour, out _, _cause).Dispose());
        AssertBudget(Node + Extra + Instant, () => Context.Background.WithDeadline(_inAnHour, out _).Dispose());
    }

    [Fact, Trait("Behaviour", "B132"), Trait("Behaviour", "B52")]
    public void WithTimeout_LaterThanTheParents_AllocatesOneObject()
    {
        using CancelScope scope = Context.Background.WithTimeout(_hour, out Context parent);

        AssertBudget(Node, () => parent.WithTimeout(2 * _hour, out _).Dispose());
    }

    [Fact, Trait("Behaviour", "B133")]
    public void WithTimeout_ThatPasses_AllocatesOneObject()
    {
        AssertBudget(Node, () => Use(Context.Background.WithTimeout(TimeSpan.Zero, out _)));
        AssertBudget(Node, () => Use(ExpireByAsking()));
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

        AssertBudget(0, () => Use(ctx == other));
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
        AssertBudget(208, () => ctx.Register(static _ => { }, ctx.Clock).Dispose());
    }

    [Fact]
    public void Merge_OfTwo_AllocatesOneNodeAndTwoForEachParentThatCanEnd()
    {
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);

        AssertBudget(432, () => Context.Merge([ctx, Context.Background], out _).Dispose());
        AssertBudget(600, () => Context.Merge([ctx, ctx], out _).Dispose());
    }

    [Fact, Trait("Behaviour", "B134")]
    public void Cancel_OfAParentWithManyChildren_AllocatesNothing()
    {
        // Made beforehand, ended one a call.
        CancelScope[] parents = new CancelScope[5_000];
        for (int i = 0; i < parents.Length; i++)
        {
            parents[i] = Context.Background.WithCancel(out Context parent);
            for (int child = 0; child < 20; child++)
            {
                _ = parent.WithCancel(out Context ctx);
                _ = ctx.WithCancel(out _);
            }
        }

        int next = 0;
        AssertBudget(0, () => parents[next++].Cancel());
        Assert.Equal(parents.Length, next);
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

    // Keeps the call; T, so that nothing is boxed on the way.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Use<T>(T value) => _ = value;
}
