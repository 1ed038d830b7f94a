using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Errors;

/// <summary>Whatever an API threw: was it this context's deadline, its cancel, or a failure of its own?</summary>
public sealed class ClassificationTests
{
    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact, Trait("Behaviour", "B18")]
    public void IsDeadlineExceeded_OfOurOwnTypes_IsTheType()
    {
        Assert.True(new DeadlineExceededException().IsDeadlineExceeded());
        Assert.False(new DeadlineExceededException().IsCanceled());
        Assert.True(new ContextCanceledException().IsCanceled());
        Assert.False(new ContextCanceledException().IsDeadlineExceeded());
    }

    [Fact, Trait("Behaviour", "B16")]
    public void IsDeadlineExceeded_OfABareTimeout_IsFalse()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);

        Assert.False(new TimeoutException().IsDeadlineExceeded());
        Assert.False(new TimeoutException().IsDeadlineExceeded(ctx));
        Assert.False(new TimeoutException().IsCanceled());
    }

    [Fact]
    public void IsDeadlineExceeded_OfAForeignCancellationUnderAnExpiredContext_IsTrue()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);
        var thrown = new TaskCanceledException("A task was canceled.");

        Assert.True(thrown.IsDeadlineExceeded(ctx));
        Assert.False(thrown.IsCanceled(ctx));
        Assert.False(thrown.IsDeadlineExceeded());
    }

    [Fact]
    public void IsCanceled_OfAForeignCancellationUnderACanceledContext_IsTrue()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        scope.Cancel();
        var thrown = new TaskCanceledException("A task was canceled.");

        Assert.True(thrown.IsCanceled(ctx));
        Assert.False(thrown.IsDeadlineExceeded(ctx));
    }

    [Fact]
    public void IsCanceled_OfACancellationUnderALiveContext_IsFalse()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);

        Assert.False(new OperationCanceledException().IsCanceled(ctx));
        Assert.False(new OperationCanceledException().IsDeadlineExceeded(ctx));
        Assert.False(new OperationCanceledException().IsCanceled(Context.Background));
    }

    [Fact]
    public void IsDeadlineExceeded_OfACancellationWithOurToken_LeadsBack()
    {
        using var other = new CancellationTokenSource();
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(1), out Context ctx);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(other.Token, ctx);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(new OperationCanceledException(ctx.Token).IsDeadlineExceeded());
        Assert.True(new OperationCanceledException(linked.Token).IsDeadlineExceeded());
        Assert.False(new OperationCanceledException(ctx.Token).IsCanceled());
    }

    [Fact]
    public void IsCanceled_OfAForeignTokensCancellation_IsFalseWithoutAContext()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.False(new OperationCanceledException(source.Token).IsCanceled());
        Assert.True(new OperationCanceledException(source.Token).IsCanceled(Context.From(source.Token)));
    }

    [Fact]
    public void IsDeadlineExceeded_ThroughInnerExceptions_IsTrue()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);
        var wrapped = new IOException("read failed", new InvalidOperationException("outer", ctx.ToException()));

        Assert.True(wrapped.IsDeadlineExceeded());
        Assert.True(wrapped.IsDeadlineExceeded(ctx));
        Assert.False(wrapped.IsCanceled(ctx));
    }

    [Fact]
    public void IsDeadlineExceeded_OfAnAbortedSocketUnderAnExpiredContext_IsTrue()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);
        var aborted = new IOException("read failed", new SocketException((int)SocketError.OperationAborted));
        var refused = new IOException("read failed", new SocketException((int)SocketError.ConnectionRefused));

        Assert.True(aborted.IsDeadlineExceeded(ctx));
        Assert.False(refused.IsDeadlineExceeded(ctx));
        Assert.False(aborted.IsDeadlineExceeded());
    }

    [Fact]
    public void IsCanceled_OfAnAggregate_NeedsEveryPart()
    {
        using CancelScope scope = Root.WithCancel(out Context ctx);
        scope.Cancel();
        var cancellations = new AggregateException(ctx.ToException()!, new TaskCanceledException());
        var mixed = new AggregateException(ctx.ToException()!, new InvalidOperationException("a real failure"));

        Assert.True(cancellations.IsCanceled(ctx));
        Assert.False(mixed.IsCanceled(ctx));
        Assert.False(new AggregateException().IsCanceled(ctx));
        Assert.False(mixed.IsCanceled());
    }

    [Fact]
    public void IsDeadlineExceeded_OfAChildsOwnDeadline_IsNotTheParents()
    {
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context parent);
        using CancelScope inner = parent.WithTimeout(TimeSpan.FromSeconds(1), out Context child);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Exception thrown = child.ToException()!;

        Assert.False(thrown.IsDeadlineExceeded(parent));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(thrown.IsDeadlineExceeded(parent));
        Assert.True(thrown.IsDeadlineExceeded(child));
        Assert.True(thrown.IsDeadlineExceeded());
    }

    [Fact]
    public void IsDeadlineExceeded_OfTheParentsDeadlineSeenInAChild_IsBoths()
    {
        using CancelScope outer = Root.WithTimeout(TimeSpan.FromSeconds(2), out Context parent);
        using CancelScope inner = parent.WithCancel(out Context child);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(child.ToException()!.IsDeadlineExceeded(parent));
        Assert.True(parent.ToException()!.IsDeadlineExceeded(child));
    }

    [Fact]
    public void IsDeadlineExceeded_OfAFailureUnderAnExpiredContext_IsFalse()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);

        Assert.False(new InvalidOperationException("its own failure").IsDeadlineExceeded(ctx));
    }

    [Fact]
    public void IsDeadlineExceeded_AsAFilter_DoesNotAllocateWithoutAMatch()
    {
        using CancelScope scope = Root.WithTimeout(TimeSpan.Zero, out Context ctx);
        var failure = new IOException("read failed", new InvalidOperationException("inner"));

        Assert.Equal(0, Allocated.Bytes(() => _ = failure.IsDeadlineExceeded(ctx) || failure.IsCanceled(ctx) || failure.IsDeadlineExceeded()));
    }

    [Fact]
    public void Classification_OfNull_Throws()
    {
        Assert.Throws<ArgumentNullException>("exception", () => ((Exception)null!).IsDeadlineExceeded());
        Assert.Throws<ArgumentNullException>("exception", () => ((Exception)null!).IsDeadlineExceeded(Context.Background));
        Assert.Throws<ArgumentNullException>("exception", () => ((Exception)null!).IsCanceled());
        Assert.Throws<ArgumentNullException>("exception", () => ((Exception)null!).IsCanceled(Context.Background));
    }
}
