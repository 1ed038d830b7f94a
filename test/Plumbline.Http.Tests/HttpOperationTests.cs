using Plumbline.Http.Internal;
using Plumbline.Loopback;

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
        var operation = new HttpOperation(HttpMethod.Get, new Uri(address, UriKind.RelativeOrAbsolute));

        Assert.Equal(expected, operation.ToString());
    }

    [Fact]
    public void ToString_NoAddress_IsMethod() =>
        Assert.Equal("GET", new HttpOperation(HttpMethod.Get, null).ToString());

    [Theory]
    [InlineData("b?token=secret", "POST http://host/a/b, not sent")]
    [InlineData("", "POST http://host/a/, not sent")]
    [Trait("Behaviour", "H20")]
    public async Task Call_RelativeAddress_IsTakenAgainstBase(string address, string expected)
    {
        using var http = new HttpClient(new UnreachableHandler()) { BaseAddress = new Uri("http://user:secret@host/a/") };
        Context.Background.WithCancel(out var ctx).Cancel();

        var error = await Assert.ThrowsAsync<ContextCanceledException>(() => http.PostAsync(ctx, address, null));

        Assert.StartsWith($"context canceled: {expected}, ", error.Message, StringComparison.Ordinal);
    }
}
