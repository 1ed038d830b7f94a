using Plumbline.Loopback;

namespace Plumbline.Http;

/// <summary>A request stores its context, and handlers on its way find it.</summary>
public sealed class RequestContextTests
{
    private static readonly ContextKey<string> _user = new("user");
    private readonly Context _ctx = Context.Background.WithValue(_user, "ada");

    [Fact]
    [Trait("Behaviour", "H03")]
    public void TryGetContext_Stored_IsGivenBackWithValues()
    {
        using var request = new HttpRequestMessage();

        var same = request.WithContext(_ctx);

        Assert.Same(request, same);
        Assert.True(request.TryGetContext(out var found));
        Assert.Equal(_ctx, found);
    }

    [Fact]
    [Trait("Behaviour", "H03")]
    public void TryGetContext_NothingStored_IsFalseAndBackground()
    {
        using var request = new HttpRequestMessage();

        Assert.False(request.TryGetContext(out var found));
        Assert.Equal(Context.Background, found);
    }

    [Fact]
    public async Task TryGetContext_InHandler_IsTheCalls()
    {
        var seen = new List<Context>();
        using var http = new HttpClient(new LookingHandler(seen)) { BaseAddress = new Uri("http://localhost/") };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x").WithContext(Context.Todo());

        await http.GetAsync(_ctx, "/x");
        await http.SendAsync(_ctx, request);

        Assert.Equal([_ctx, _ctx], seen);
    }

    private sealed class LookingHandler(List<Context> seen) : DelegatingHandler(new AnsweringHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.True(request.TryGetContext(out var ctx));
            seen.Add(ctx);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
