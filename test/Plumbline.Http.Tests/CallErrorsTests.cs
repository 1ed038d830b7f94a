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

        Assert.Null(CallErrors.Translate(new TaskCanceledException("HttpClient.Timeout", new TimeoutException()), call));
        Assert.IsType<ContextCanceledException>(CallErrors.Translate(new TaskCanceledException(), call));
    }

    [Fact]
    public void Translate_LiveContext_IsNotTheContexts()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);

        Assert.Null(CallErrors.Translate(new OperationCanceledException(), NewCall(ctx)));
    }

    [Fact]
    public void Translate_ErrorOfContextFromFurtherIn_IsKept()
    {
        Context.Background.WithCancel(out var ctx).Cancel();

        Assert.Null(CallErrors.Translate(ctx.ToException("a handler's own words")!, NewCall(ctx)));
    }

    [Fact, Trait("Behaviour", "H30")]
    public void Translate_ClientPutItDownToAnotherThanItsCaller_IsNotTheContexts()
    {
        using var http = new HttpClient();
        using var pending = new CancellationTokenSource();
        Context.Background.WithCancel(out var ctx).Cancel();
        var call = NewCall(ctx);

        // CancelPendingRequests came first; the context was done a moment later.
        Assert.Null(ContextSend.Translate(http, new TaskCanceledException("", null, pending.Token), call, limit: null));

        Assert.IsType<ContextCanceledException>(ContextSend.Translate(http, new TaskCanceledException("", null, ctx.Token), call, limit: null));
        Assert.IsType<ContextCanceledException>(ContextSend.Translate(http, new OperationCanceledException(), call, limit: null));
    }

    private static StoredContext NewCall(Context ctx)
    {
        var call = new StoredContext(ctx, isBound: true);
        call.Record.Start(new HttpRequestMessage(HttpMethod.Get, "http://host/"), ctx.Clock);
        return call;
    }
}
