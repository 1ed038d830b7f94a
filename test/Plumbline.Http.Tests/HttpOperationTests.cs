using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>What errors call a request: enough to find it, nothing that is secret.</summary>
public sealed class HttpOperationTests
{
    [Theory]
    [InlineData("http://host/a/b", "GET http://host/a/b")]
    [InlineData("http://host", "GET http://host/")]
    [InlineData("http://host:80/a", "GET http://host/a")]
    [InlineData("http://host:8080/a", "GET http://host:8080/a")]
    [InlineData("https://host/a?token=secret", "GET https://host/a")]
    [InlineData("https://host/a#secret", "GET https://host/a")]
    [InlineData("https://user:secret@host/a?x=1", "GET https://host/a")]
    [InlineData("http://[::1]:5000/a b", "GET http://[::1]:5000/a%20b")]
    [InlineData("/a/b?token=secret", "GET /a/b")]
    [InlineData("a#secret", "GET a")]
    [Trait("Behaviour", "H20")]
    public void ToString_Address_LeavesSecretsOut(string address, string expected)
    {
        var operation = new HttpOperation(HttpMethod.Get, new Uri(address, UriKind.RelativeOrAbsolute), baseAddress: null);

        Assert.Equal(expected, operation.ToString());
    }

    [Fact]
    [Trait("Behaviour", "H20")]
    public void ToString_RelativeAddress_IsTakenAgainstBase()
    {
        var operation = new HttpOperation(
            HttpMethod.Post, new Uri("b?token=secret", UriKind.Relative), new Uri("http://user:secret@host/a/"));

        Assert.Equal("POST http://host/a/b", operation.ToString());
    }

    [Fact]
    public void ToString_NoAddress_IsBaseOrMethod()
    {
        Assert.Equal("GET http://host/", new HttpOperation(HttpMethod.Get, null, new Uri("http://host/")).ToString());
        Assert.Equal("GET", new HttpOperation(HttpMethod.Get, null, null).ToString());
    }

    [Fact]
    [Trait("Behaviour", "H30")]
    public void Translate_TimeoutOfClientUnderDoneContext_IsNotTheContexts()
    {
        Context.Background.WithCancel(out var ctx).Cancel();
        var operation = new HttpOperation(HttpMethod.Get, new Uri("http://host/"), null);

        Assert.Null(operation.Translate(new TaskCanceledException("HttpClient.Timeout", new TimeoutException()), ctx));
        Assert.IsType<ContextCanceledException>(operation.Translate(new TaskCanceledException(), ctx));
    }

    [Fact]
    public void Translate_LiveContext_IsNotTheContexts()
    {
        using var cancel = Context.Background.WithCancel(out var ctx);
        var operation = new HttpOperation(HttpMethod.Get, new Uri("http://host/"), null);

        Assert.Null(operation.Translate(new OperationCanceledException(), ctx));
    }

    [Fact]
    public void Translate_ErrorOfContextFromFurtherIn_IsKept()
    {
        Context.Background.WithCancel(out var ctx).Cancel();
        var operation = new HttpOperation(HttpMethod.Get, new Uri("http://host/"), null);

        Assert.Null(operation.Translate(ctx.ToException("a handler's own words")!, ctx));
    }
}
