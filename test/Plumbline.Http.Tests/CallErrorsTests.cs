using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>Which failures of a call are its context's doing.</summary>
public sealed class CallErrorsTests
{
    [Fact]
    [Trait("Behaviour", "H30")]
    public void Translate_TimeoutOfClientUnderDoneContext_IsNotTheContexts()
    {
        Context.Background.WithCancel(out var ctx).Cancel();
        var call = NewCall(ctx);

        Assert.Null(CallErrors.Translate(new TaskCanceledException("HttpClient.Timeout", new TimeoutException()), ctx, call));
        Assert.IsType<ContextCanceledException>(CallErrors.Translate(new TaskCanceledException(), ctx, call));
    }

    [Fact, Trait("Behaviour", "H30")]
    public void Translate_ConnectTimeoutFurtherInUnderDoneContext_IsNotTheContexts()
    {
        Context.Background.WithCancel(out var ctx).Cancel();
        var connect = new TaskCanceledException("", new TimeoutException("ConnectTimeout"));

        Assert.Null(CallErrors.Translate(new TaskCanceledException("", connect), ctx, NewCall(ctx)));
        Assert.Null(CallErrors.Translate(new InvalidOperationException("attempt 1", connect), ctx, NewCall(ctx)));
        Assert.Null(CallErrors.Translate(new TaskCanceledException("", new IOException("", new TimeoutException())), ctx, NewCall(ctx)));
    }

    [Fact]
    public void Translate_LiveContext_IsNotTheContexts()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        Assert.Null(CallErrors.Translate(new OperationCanceledException(), ctx, NewCall(ctx)));
    }

    [Fact]
    public void Translate_ErrorOfContextFromFurtherIn_IsKept()
    {
        Context.Background.WithCancel(out var ctx).Cancel();

        Assert.Null(CallErrors.Translate(ctx.ToException("a handler's own words")!, ctx, NewCall(ctx)));
    }

    [Fact, Trait("Behaviour", "H30")]
    public void Translate_ClientPutItDownToAnotherThanItsCaller_IsNotTheContexts()
    {
        using var pending = new CancellationTokenSource();
        Context.Background.WithCancel(out var ctx).Cancel();
        var call = NewCall(ctx);

        // CancelPendingRequests came first; the context was done a moment later.
        Assert.Null(ContextSend.TranslateUnanswered(new TaskCanceledException("", null, pending.Token), ctx, call));

        Assert.IsType<ContextCanceledException>(ContextSend.TranslateUnanswered(new TaskCanceledException("", null, ctx.Token), ctx, call));
        Assert.IsType<ContextCanceledException>(ContextSend.TranslateUnanswered(new OperationCanceledException(), ctx, call));
    }

    private static StoredContext NewCall(Context ctx)
    {
        var call = new StoredContext(ctx, isBound: true);
        call.Record.Start(new HttpRequestMessage(HttpMethod.Get, "http://host/"), ctx.Clock);
        return call;
    }
}
