using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Errors;

/// <summary>Whose end an exception is, where it is known under which context it was thrown.</summary>
public sealed class ClassifyUnderContextTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    private static Dictionary<string, Exception> Foreign { get; } = new()
    {
        ["cancellation"] = new OperationCanceledException(),
        ["task canceled"] = new TaskCanceledException(),
        ["cancellation of a foreign token"] = new OperationCanceledException(new CancellationToken(canceled: true)),
        ["HttpClient.Timeout"] = new TaskCanceledException("", new TimeoutException("", new TaskCanceledException())),
        ["aborted socket"] = new SocketException((int)SocketError.OperationAborted),
        ["aborted read"] = new IOException("reading failed", new SocketException((int)SocketError.OperationAborted)),
        ["several"] = new AggregateException(new OperationCanceledException(), new IOException("", new TaskCanceledException())),
    };

    private static Dictionary<string, Exception> Failures { get; } = new()
    {
        ["timeout"] = new TimeoutException(),
        ["refused"] = new SocketException((int)SocketError.ConnectionRefused),
        ["timed out socket"] = new SocketException((int)SocketError.TimedOut),
        ["failure"] = new InvalidOperationException("failed", new IOException("read")),
        ["mixed"] = new AggregateException(new OperationCanceledException(), new InvalidOperationException("a real failure")),
        ["aggregate of nothing"] = new AggregateException(),
    };

    public static TheoryData<string> ForeignNames => [.. Foreign.Keys];

    public static TheoryData<string> FailureNames => [.. Failures.Keys];

    [Theory, MemberData(nameof(ForeignNames))]
    public void Is_ForeignCancellationAfterTheDeadline_IsTheDeadline(string name)
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        _clock.Advance(_second);

        Assert.Equal((true, false), Classify(Foreign[name], ctx));
    }

    [Theory, MemberData(nameof(ForeignNames))]
    public void Is_ForeignCancellationAfterACancel_IsTheCancel(string name)
    {
        var scope = Root.WithCancel(out var ctx);
        scope.Cancel();

        Assert.Equal((false, true), Classify(Foreign[name], ctx));
    }

    [Theory, MemberData(nameof(ForeignNames))]
    public void Is_ForeignCancellationUnderALiveContext_IsNeither(string name)
    {
        using var scope = Root.WithTimeout(_second, out var ctx);

        Assert.Equal((false, false), Classify(Foreign[name], ctx));
        Assert.Equal((false, false), Classify(Foreign[name], Context.Background));
    }

    [Theory, MemberData(nameof(FailureNames))]
    public void Is_FailureUnderADoneContext_IsNeither(string name)
    {
        using var deadline = Root.WithTimeout(TimeSpan.Zero, out var passed);
        var scope = Root.WithCancel(out var canceled);
        scope.Cancel();

        Assert.Equal((false, false), Classify(Failures[name], passed));
        Assert.Equal((false, false), Classify(Failures[name], canceled));
    }

    [Fact]
    public void Is_OwnException_IsThatOfItsContextAndOfEveryRelativeThatEndedWithIt()
    {
        using var scope = Root.WithTimeout(_second, out var parent);
        using var inner = parent.WithCancel(out var child);
        _clock.Advance(_second);

        Exception ofChild = child.ToException()!;
        Exception ofParent = new IOException("reading failed", parent.ToException());

        Assert.Equal((true, false), Classify(ofChild, parent));
        Assert.Equal((true, false), Classify(ofChild, child));
        Assert.Equal((true, false), Classify(ofParent, child));
    }

    [Fact]
    public void Is_OwnExceptionWithTheTokenOfALiveContext_IsWhatItSays()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        var refused = new DeadlineExceededException("too little is left", null, ctx.Token);
        var canceled = new ContextCanceledException("not begun", null, ctx.Token);

        Assert.Equal((true, false), Classify(refused, ctx));
        Assert.Equal((true, false), Classify(new IOException("reading failed", refused), ctx));
        Assert.Equal((false, true), Classify(canceled, ctx));
        Assert.Equal((false, false), Classify(new AggregateException(refused, canceled), ctx));
    }

    [Fact]
    public void Is_RefusedForLackOfTimeAndTheScopeLeftLater_IsTheDeadline()
    {
        var scope = Root.WithTimeout(_second, out var ctx);
        var refused = new DeadlineExceededException("too little is left", null, ctx.Token);

        scope.Dispose();

        Assert.Equal((true, false), Classify(refused, ctx));
    }

    [Fact]
    public void Is_OwnExceptionWithoutATokenUnderALiveContext_IsNeither()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);

        Assert.Equal((false, false), Classify(new DeadlineExceededException(), ctx));
        Assert.Equal((false, false), Classify(new DeadlineExceededException(), Context.Background));
    }

    [Fact]
    public void Is_OwnExceptionOfALiveContextsChild_IsNotTheParents()
    {
        using var scope = Root.WithTimeout(10 * _second, out var parent);
        using var inner = parent.WithTimeout(_second, out var child);
        _clock.Advance(_second);

        Assert.Equal((false, false), Classify(child.ToException()!, parent));
    }

    [Fact]
    public void Is_ChildsOwnDeadlineThoughTheParentsPassedLater_IsNotTheParents()
    {
        using var scope = Root.WithTimeout(2 * _second, out var parent);
        using var inner = parent.WithTimeout(_second, out var child);
        _clock.Advance(_second);
        Exception thrown = child.ToException()!;
        _clock.Advance(_second);

        Assert.Equal(ContextStatus.DeadlineExceeded, parent.Status);
        Assert.Equal((false, false), Classify(thrown, parent));
        Assert.Equal((true, false), Classify(thrown, child));
    }

    [Fact]
    public void Is_BclCancellationOfTheChildsDeadlineThoughTheParentsPassedLater_IsNotTheParents()
    {
        using var scope = Root.WithTimeout(2 * _second, out var parent);
        using var inner = parent.WithTimeout(_second, out var child);
        _clock.Advance(_second);
        var thrown = new TaskCanceledException("", null, child.Token);
        _clock.Advance(_second);

        Assert.Equal((false, false), Classify(thrown, parent));
        Assert.Equal((true, false), Classify(thrown, child));
    }

    [Fact]
    public void Is_BclCancellationOfTheChildThatEndedWithItsParent_IsBoths()
    {
        using var scope = Root.WithTimeout(_second, out var parent);
        using var inner = parent.WithCancel(out var child);
        _clock.Advance(_second);

        var thrown = new TaskCanceledException("", null, child.Token);

        Assert.Equal((true, false), Classify(thrown, parent));
    }

    [Fact]
    public void Is_ExceptionOfAnUnrelatedContext_IsNotThisOnes()
    {
        var scope = Root.WithCancel(out var ctx);
        var otherScope = Root.WithCancel(out var other);
        scope.Cancel();
        otherScope.Cancel();

        Assert.Equal((false, false), Classify(other.ToException()!, ctx));
        Assert.Equal((false, false), Classify(new OperationCanceledException(other.Token), ctx));
    }

    [Fact]
    public void Is_OwnTypeWithoutAToken_GoesByItsType()
    {
        using var deadline = Root.WithTimeout(TimeSpan.Zero, out var passed);

        Assert.Equal((true, false), Classify(new DeadlineExceededException(), passed));
        Assert.Equal((false, false), Classify(new ContextCanceledException(), passed));
    }

    [Fact]
    public void Is_DeadlineThroughAMerge_IsTheMergedOnesAndTheParents()
    {
        using var oneScope = Root.WithTimeout(_second, out var one);
        using var otherScope = Root.WithCancel(out var other);
        using var scope = Context.Merge([other, one], out var merged);
        _clock.Advance(_second);

        Assert.Equal((true, false), Classify(merged.ToException()!, one));
        Assert.Equal((true, false), Classify(one.ToException()!, merged));
        Assert.Equal((false, false), Classify(merged.ToException()!, other));
    }

    [Fact]
    public void Is_ExceptionOfAForeignTokensContext_IsItsOwnAndItsChildrens()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        using var scope = ctx.WithCancel(out var child);
        source.Cancel();

        Assert.Equal((false, true), Classify(ctx.ToException()!, ctx));
        Assert.Equal((false, true), Classify(ctx.ToException()!, child));
        Assert.Equal((false, true), Classify(child.ToException()!, ctx));
    }

    [Fact]
    public void Is_ExceptionOfALinkedTokenThatWasCanceledItself_IsItsOwnAndItsChildrens()
    {
        using var liveScope = Root.WithCancel(out var live);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(live.Token);
        var ctx = Context.From(linked.Token);
        using var scope = ctx.WithCancel(out var child);
        linked.Cancel();

        Assert.Equal((false, true), Classify(ctx.ToException()!, ctx));
        Assert.Equal((false, true), Classify(ctx.ToException()!, child));
        Assert.Equal((false, true), Classify(child.ToException()!, ctx));
        Assert.Equal((false, true), Classify(new OperationCanceledException(linked.Token), ctx));
        Assert.Equal((false, false), Classify(ctx.ToException()!, live));
    }

    [Fact]
    public void Is_ExceptionOfALinkedTokenWhoseContextEndedLater_IsStillItsOwn()
    {
        var laterScope = Root.WithCancel(out var later);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(later.Token);
        var ctx = Context.From(linked.Token);
        using var scope = ctx.WithCancel(out var child);
        linked.Cancel();
        Exception thrown = ctx.ToException()!;
        laterScope.Cancel();

        Assert.Equal((false, true), Classify(thrown, ctx));
        Assert.Equal((false, true), Classify(thrown, child));
        Assert.Equal((false, true), Classify(new OperationCanceledException(linked.Token), ctx));
        Assert.Equal((false, false), Classify(thrown, later));
    }

    [Fact]
    public void Is_ExceptionOfALinkedTokenEndedByItsContext_IsTheContexts()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        _clock.Advance(_second);

        Assert.Equal((true, false), Classify(new OperationCanceledException(linked.Token), ctx));
    }

    private static (bool IsDeadline, bool IsCancel) Classify(Exception exception, Context ctx) =>
        (exception.IsDeadlineExceeded(ctx), exception.IsCanceled(ctx));
}
