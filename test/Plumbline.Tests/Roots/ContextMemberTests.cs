using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Roots;

/// <summary>What every member promises over the life of one context.</summary>
public sealed class ContextMemberTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B05")]
    public void Deadline_AskedAgainAndWhenDone_IsTheSameInstant()
    {
        DateTimeOffset expected = _clock.GetUtcNow() + TimeSpan.FromSeconds(2);
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context ctx);

        Assert.Equal(expected, ctx.Deadline);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(expected, ctx.Deadline);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(ctx.IsDone);
        Assert.Equal(expected, ctx.Deadline);
    }

    [Fact, Trait("Behaviour", "B05")]
    public void Deadline_GivenInAnotherZone_IsThatInstantInUtc()
    {
        DateTimeOffset deadline = (_clock.GetUtcNow() + TimeSpan.FromHours(1)).ToOffset(TimeSpan.FromHours(9));

        using CancelScope scope = Root.WithDeadline(deadline, out Context ctx);

        Assert.Equal(deadline, ctx.Deadline);
        Assert.Equal(TimeSpan.Zero, ctx.Deadline!.Value.Offset);
    }

    [Fact, Trait("Behaviour", "B05")]
    public void Deadline_WallClockSteps_IsTheFirstAnswer()
    {
        var clock = new WarpedClock();
        using CancelScope scope = Context.Root(clock).WithTimeout(TimeSpan.FromMinutes(10), out Context ctx);
        DateTimeOffset? first = ctx.Deadline;

        clock.WallStep = TimeSpan.FromHours(1);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(first, ctx.Deadline);
    }

    [Fact, Trait("Behaviour", "B05")]
    public void Deadline_OfChildrenWithoutOne_IsTheParents()
    {
        using CancelScope timing = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context parent);
        using CancelScope canceling = parent.WithCancel(out Context child);
        using CancelScope merging = Context.Merge([Root, child], out Context merged);

        Assert.Equal(parent.Deadline, child.Deadline);
        Assert.Equal(parent.Deadline, merged.Deadline);
        Assert.Equal(TimeSpan.FromSeconds(2), merged.Remaining);
    }

    [Fact, Trait("Behaviour", "B06")]
    public void Done_AskedAgain_IsTheSameTask()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task done = ctx.Done;

        Assert.Same(done, ctx.Done);
        scope.Cancel();
        Assert.Same(done, ctx.Done);
        Assert.True(done.IsCompletedSuccessfully);
    }

    [Fact, Trait("Behaviour", "B06")]
    public void Token_AskedAgain_IsTheSameToken()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        CancellationToken token = ctx.Token;

        Assert.Equal(token, ctx.Token);
        Assert.Equal(token, (CancellationToken)ctx);
        Assert.Equal(token, ctx.ToCancellationToken());
        scope.Dispose();
        Assert.Equal(token, ctx.Token);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact, Trait("Behaviour", "B07"), Trait("Behaviour", "B75")]
    public void ToException_UntilDone_IsNull()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx, new InvalidOperationException("why"));

        Assert.Null(ctx.ToException());
        Assert.Null(ctx.ToException("operation"));
        Assert.Null(ctx.Cause);
        ctx.ThrowIfDone("operation");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(ctx.ToException());
        Assert.NotNull(ctx.Cause);
        Assert.Throws<DeadlineExceededException>(() => ctx.ThrowIfDone());
    }

    [Fact, Trait("Behaviour", "B08"), Trait("Behaviour", "B79")]
    public void Status_CanceledThenDeadlinePasses_StaysCanceled()
    {
        var first = new InvalidOperationException("first");
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);

        scope.Cancel(first);
        _clock.Advance(TimeSpan.FromSeconds(2));
        scope.Cancel(new InvalidOperationException("second"));

        Assert.Equal(ContextStatus.Canceled, ctx.Status);
        Assert.Same(first, ctx.Cause);
        Assert.IsType<ContextCanceledException>(ctx.ToException());
    }

    [Fact, Trait("Behaviour", "B08"), Trait("Behaviour", "B57")]
    public void Status_DeadlinePassesThenCanceled_StaysDeadlineExceeded()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Exception? cause = ctx.Cause;
        scope.Cancel(new InvalidOperationException("late"));

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
        Assert.Same(cause, ctx.Cause);
    }

    [Fact, Trait("Behaviour", "B09"), Trait("Behaviour", "B08")]
    public void IsDone_SeenTrueWhileCanceled_EverythingElseSaysSoToo() =>
        Racers.Run(
            2_000,
            _ => Watched.Make(),
            watched => Assert.Equal(ContextStatus.Canceled, watched.Ctx.Status),
            watched => watched.Scope.Cancel(watched.Cause),
            watched =>
            {
                Spin.Until(() => watched.Ctx.IsDone);
                watched.AssertAllSayDone();
            },
            watched =>
            {
                Spin.Until(() => watched.Ctx.Status != ContextStatus.Active);
                watched.AssertAllSayDone();
            });

    [Fact, Trait("Behaviour", "B09")]
    public void Token_SeenCanceledWhileCanceled_ContextSaysSoToo() =>
        Racers.Run(
            2_000,
            _ => Watched.Make(),
            watched => Assert.Equal(ContextStatus.Canceled, watched.Ctx.Status),
            watched => watched.Scope.Cancel(watched.Cause),
            watched =>
            {
                Spin.Until(() => watched.Token.IsCancellationRequested);
                Assert.True(watched.Ctx.IsDone);
                watched.AssertAllSayDone();
            },
            watched =>
            {
                Spin.Until(() => watched.Done.IsCompleted);
                watched.AssertAllSayDone();
            });

    [Fact, Trait("Behaviour", "B09")]
    public void IsDone_SeenTrueWhileDeadlinePasses_EverythingElseSaysSoToo() =>
        Racers.Run(
            2_000,
            _ => Watched.MakeTimed(),
            watched => Assert.Equal(ContextStatus.DeadlineExceeded, watched.Ctx.Status),
            watched => watched.Clock.Advance(TimeSpan.FromSeconds(1)),
            watched =>
            {
                Spin.Until(() => watched.Ctx.IsDone);
                watched.AssertAllSayDone();
                Assert.Equal(TimeSpan.Zero, watched.Ctx.Remaining);
            });

    [Fact, Trait("Behaviour", "B10")]
    public void Status_OfEveryEndButADeadline_IsCanceled()
    {
        using var source = new CancellationTokenSource();
        using CancelScope plain = Root.WithCancel(out Context canceled);
        using CancelScope caused = Root.WithCancel(out Context canceledForADeadline);
        using CancelScope early = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context timed);
        using CancelScope below = canceled.WithTimeout(TimeSpan.FromSeconds(1), out Context child);
        Context foreign = Context.From(source.Token);

        plain.Cancel();
        caused.Cancel(new DeadlineExceededException());
        early.Dispose();
        source.Cancel();
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.All([canceled, canceledForADeadline, timed, child, foreign], ctx => Assert.Equal(ContextStatus.Canceled, ctx.Status));
        Assert.All([canceled, timed, child, foreign], ctx => Assert.IsType<ContextCanceledException>(ctx.ToException()));
    }

    [Fact, Trait("Behaviour", "B10")]
    public void Status_OfAPassedDeadlineHereOrAbove_IsDeadlineExceeded()
    {
        using CancelScope timing = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context timed);
        using CancelScope canceling = timed.WithCancel(out Context child);
        using CancelScope shielding = Root.WithShield(TimeSpan.FromSeconds(1), out Context shielded);
        using CancelScope merging = Context.Merge([Root, child], out Context merged);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.All([timed, child, shielded, merged], ctx => Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status));
        Assert.All([timed, child, shielded, merged], ctx => Assert.IsType<DeadlineExceededException>(ctx.ToException()));
    }

    [Fact, Trait("Behaviour", "B11")]
    public void Members_UsedByManyThreadsWhileCanceled_AgreeInTheEnd()
    {
        static void UseAll(Watched watched)
        {
            Context ctx = watched.Ctx;
            _ = ctx.IsDone;
            _ = ctx.Status;
            _ = ctx.Cause;
            _ = ctx.ToException();
            _ = ctx.Remaining;
            _ = ctx.ToString();
            DateTimeOffset? deadline = ctx.Deadline;
            Task done = ctx.Done;
            using CancelScope scope = ctx.WithCancel(out Context child);
            Assert.Equal(deadline, ctx.Deadline);
            Assert.Same(done, ctx.Done);
            Assert.Equal(watched.Token, ctx.Token);
            Assert.Equal(deadline, child.Deadline);
        }

        Racers.Run(
            1_000,
            _ => Watched.MakeTimed(),
            watched =>
            {
                Assert.Same(watched.Cause, watched.Ctx.Cause);
                Assert.Equal(0, watched.Ctx.Signal!.ChildCount);
            },
            UseAll,
            UseAll,
            UseAll,
            watched => watched.Scope.Cancel(watched.Cause));
    }

    [Fact, Trait("Behaviour", "B12")]
    public void Done_FirstAskedWhenDone_IsTheSharedCompletedTask()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);

        scope.Cancel();

        Assert.Same(Task.CompletedTask, ctx.Done);
        Assert.Equal(0, Allocated.Bytes(() => _ = ctx.Done));
    }

    [Fact, Trait("Behaviour", "B12")]
    public void Done_NeverAsked_IsNotMade()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);

        Assert.Equal(0, Allocated.Bytes(() => _ = ctx.IsDone));
        scope.Cancel();
        Assert.Same(Task.CompletedTask, ctx.Done);
    }

    private sealed record Watched(FakeTimeProvider Clock, CancelScope Scope, Context Ctx, Task Done, Exception Cause, CancellationToken Token)
    {
        internal static Watched Make()
        {
            var clock = new FakeTimeProvider();
            CancelScope scope = Context.Background.WithCancel(out Context ctx);
            return new Watched(clock, scope, ctx, ctx.Done, new InvalidOperationException("why"), ctx.Token);
        }

        internal static Watched MakeTimed()
        {
            var clock = new FakeTimeProvider();
            var cause = new InvalidOperationException("why");
            CancelScope scope = Context.Root(clock).WithTimeout(TimeSpan.FromSeconds(1), out Context ctx, cause);
            return new Watched(clock, scope, ctx, ctx.Done, cause, ctx.Token);
        }

        internal void AssertAllSayDone()
        {
            Assert.True(Token.IsCancellationRequested, "The token must say so.");
            Assert.True(Ctx.Done.IsCompletedSuccessfully, "The task must say so.");
            Assert.True(Done.IsCompletedSuccessfully, "The task taken before must say so.");
            Assert.NotEqual(ContextStatus.Active, Ctx.Status);
            Assert.Same(Cause, Ctx.Cause);
            Assert.Same(Cause, Ctx.ToException()!.InnerException);
        }
    }
}
