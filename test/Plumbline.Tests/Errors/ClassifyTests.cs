using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Errors;

/// <summary>Whose end an exception is: by itself, without knowing under which context it was thrown.</summary>
public sealed class ClassifyTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public void Is_OwnTypes_AreWhatTheyAre()
    {
        Exception deadline = Passed().ToException()!;
        Exception cancel = Canceled().ToException()!;

        Assert.Equal((true, false), (deadline.IsDeadlineExceeded(), deadline.IsCanceled()));
        Assert.Equal((false, true), (cancel.IsDeadlineExceeded(), cancel.IsCanceled()));
    }

    [Fact]
    public void Is_OwnTypesDeepInside_AreFound()
    {
        var deadline = new HttpRequestException("sending failed", new IOException("reading failed", Passed().ToException()));
        var cancel = new InvalidOperationException("outer", new OperationCanceledException("inner", Canceled().ToException()));

        Assert.Equal((true, false), (deadline.IsDeadlineExceeded(), deadline.IsCanceled()));
        Assert.Equal((false, true), (cancel.IsDeadlineExceeded(), cancel.IsCanceled()));
    }

    [Fact]
    public void Is_CancellationWhoseTokenLeadsBack_IsWhatThatContextIs()
    {
        var deadline = new OperationCanceledException(Passed().Token);
        var cancel = new TaskCanceledException("ended", null, Canceled().Token);

        Assert.Equal((true, false), (deadline.IsDeadlineExceeded(), deadline.IsCanceled()));
        Assert.Equal((false, true), (cancel.IsDeadlineExceeded(), cancel.IsCanceled()));
    }

    [Fact]
    public void Is_CancellationOfALinkedToken_IsWhatTheContextBehindItIs()
    {
        using var scope = Root.WithTimeout(_second, out var ctx);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ctx.Token);
        _clock.Advance(_second);

        var thrown = new OperationCanceledException(linked.Token);

        Assert.Equal((true, false), (thrown.IsDeadlineExceeded(), thrown.IsCanceled()));
    }

    [Fact]
    public void Is_CancellationOfALiveContextsToken_IsNobodys()
    {
        using var scope = Root.WithCancel(out var ctx);
        var thrown = new OperationCanceledException(ctx.Token);

        Assert.False(thrown.IsDeadlineExceeded() || thrown.IsCanceled());
    }

    public static TheoryData<string> NobodysNames => [.. Nobodys.Keys];

    private static Dictionary<string, Exception> Nobodys { get; } = new()
    {
        ["timeout"] = new TimeoutException(),
        ["cancellation without a token"] = new OperationCanceledException(),
        ["task canceled without a token"] = new TaskCanceledException(),
        ["cancellation of a foreign token"] = new OperationCanceledException(new CancellationToken(canceled: true)),
        ["HttpClient.Timeout"] = new TaskCanceledException("HttpClient.Timeout of 1 s elapsing.", new TimeoutException("", new TaskCanceledException())),
        ["aborted socket"] = new SocketException((int)SocketError.OperationAborted),
        ["failure"] = new InvalidOperationException("failed", new IOException("read")),
        ["aggregate of nothing"] = new AggregateException(),
        ["a web failure"] = new HttpRequestException("no", null, HttpStatusCode.BadGateway),
    };

    [Theory, MemberData(nameof(NobodysNames))]
    public void Is_NothingOfOurs_IsNobodys(string name) => Assert.Equal((false, false), (Nobodys[name].IsDeadlineExceeded(), Nobodys[name].IsCanceled()));

    [Fact]
    public void Is_AggregateOfOneKind_IsThatKind()
    {
        var all = new AggregateException(Passed().ToException()!, new AggregateException(new OperationCanceledException(Passed().Token)));

        Assert.Equal((true, false), (all.IsDeadlineExceeded(), all.IsCanceled()));
    }

    [Fact]
    public void Is_AggregateWithARealFailure_IsNobodys()
    {
        var mixed = new AggregateException(Passed().ToException()!, new InvalidOperationException("a real failure"));

        Assert.False(mixed.IsDeadlineExceeded() || mixed.IsCanceled());
    }

    [Fact]
    public void Is_AggregateOfBothKinds_IsNeither()
    {
        var mixed = new AggregateException(Passed().ToException()!, Canceled().ToException()!);

        Assert.False(mixed.IsDeadlineExceeded() || mixed.IsCanceled());
    }

    [Fact]
    public void Is_CancelWithADeadlineAsCause_IsACancel()
    {
        var scope = Root.WithCancel(out var ctx);
        scope.Cancel(Passed().ToException());

        Exception thrown = ctx.ToException()!;

        Assert.Equal((false, true), (thrown.IsDeadlineExceeded(), thrown.IsCanceled()));
    }

    [Fact]
    public void Is_Null_Throws()
    {
        Exception none = null!;

        Assert.Throws<ArgumentNullException>("exception", () => none.IsDeadlineExceeded());
        Assert.Throws<ArgumentNullException>("exception", () => none.IsCanceled());
        Assert.Throws<ArgumentNullException>("exception", () => none.IsDeadlineExceeded(Root));
        Assert.Throws<ArgumentNullException>("exception", () => none.IsCanceled(Root));
    }

    [Fact]
    public void Is_NoMatch_AllocatesNothing()
    {
        using var source = new CancellationTokenSource();
        var failure = new InvalidOperationException("failed", new IOException("read", new OperationCanceledException(source.Token)));
        Context ctx = Passed();
        _ = failure.IsDeadlineExceeded() | failure.IsCanceled() | failure.IsCanceled(ctx);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            _ = failure.IsDeadlineExceeded() | failure.IsCanceled() | failure.IsCanceled(ctx);
        }

        // A few bytes for what compiling the loop may cost, far less than one for each turn.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000);
    }

    private Context Passed()
    {
        using var scope = Root.WithTimeout(TimeSpan.Zero, out var ctx);
        return ctx;
    }

    private Context Canceled()
    {
        using var scope = Root.WithCancel(out var ctx);
        return ctx;
    }
}
