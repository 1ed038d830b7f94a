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

        Assert.Null(CallErrors.Translate(ctx, new TaskCanceledException("HttpClient.Timeout", new TimeoutException()), call));
        Assert.IsType<ContextCanceledException>(CallErrors.Translate(ctx, new TaskCanceledException(), call));
    }

    [Fact, Trait("Behaviour", "H30")]
    public void Translate_ConnectTimeoutFurtherInUnderDoneContext_IsNotTheContexts()
    {
        Context.Background.WithCancel(out var ctx).Cancel();
        var connect = new TaskCanceledException("", new TimeoutException("ConnectTimeout"));

        Assert.Null(CallErrors.Translate(ctx, new TaskCanceledException("", connect), NewCall(ctx)));
        Assert.Null(CallErrors.Translate(ctx, new InvalidOperationException("attempt 1", connect), NewCall(ctx)));
        Assert.Null(CallErrors.Translate(ctx, new TaskCanceledException("", new IOException("", new TimeoutException())), NewCall(ctx)));
    }

    [Fact]
    public void Translate_LiveContext_IsNotTheContexts()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        Assert.Null(CallErrors.Translate(ctx, new OperationCanceledException(), NewCall(ctx)));
    }

    [Fact]
    public void Translate_ErrorOfContextFromFurtherIn_IsKept()
    {
        Context.Background.WithCancel(out var ctx).Cancel();

        Assert.Null(CallErrors.Translate(ctx, ctx.ToException("a handler's own words")!, NewCall(ctx)));
    }

    [Fact, Trait("Behaviour", "H30")]
    public void Translate_ClientPutItDownToAnotherThanItsCaller_IsNotTheContexts()
    {
        using var pending = new CancellationTokenSource();
        Context.Background.WithCancel(out var ctx).Cancel();
        var call = NewCall(ctx);

        // CancelPendingRequests came first; the context was done a moment later.
        Assert.Null(ContextSend.TranslateUnanswered(ctx, new TaskCanceledException("", null, pending.Token), call));

        Assert.IsType<ContextCanceledException>(ContextSend.TranslateUnanswered(ctx, new TaskCanceledException("", null, ctx.Token), call));
        Assert.IsType<ContextCanceledException>(ContextSend.TranslateUnanswered(ctx, new OperationCanceledException(), call));
    }

    private static StoredContext NewCall(Context ctx)
    {
        var call = new StoredContext(ctx, isBound: true);
        call.Record.Start(new HttpRequestMessage(HttpMethod.Get, "http://host/"), ctx.Clock);
        return call;
    }
}
