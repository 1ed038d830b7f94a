using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>Which failures of a call are its context's doing.</summary>
public sealed class CallErrorsTests
{
    [Fact, Trait("Behaviour", "H30")]
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

    private static StoredContext NewCall(Context ctx)
    {
        var call = new StoredContext(ctx, isBound: true);
        call.Record.Start(new HttpRequestMessage(HttpMethod.Get, "http://host/"), ctx.Clock);
        return call;
    }
}
