using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class TokenCallFixTests
{
    [Theory]
    [InlineData("http.GetAsync(\"/\", [|ctx|])", "http.GetAsync(ctx, \"/\")")]
    [InlineData("http.GetAsync(\"/\", [|ctx.Token|]) // here", "http.GetAsync(ctx, \"/\") // here")]
    [InlineData("http.PostAsJsonAsync(\"/\", 1, cancellationToken: [|ctx|])", "http.PostAsJsonAsync(ctx, \"/\", 1)")]
    [InlineData("http.GetFromJsonAsync<int>(requestUri: \"/\", cancellationToken: [|ctx|])", "http.GetFromJsonAsync<int>(ctx, requestUri: \"/\")")]
    [InlineData("http.PostAsync(\"/\", await Content(await http.GetStringAsync(\"/\", [|ctx|])), [|ctx|])", "http.PostAsync(ctx, \"/\", await Content(await http.GetStringAsync(ctx, \"/\")))")]
    [InlineData("channel.Writer.WriteAsync(1, [|ctx|])", "channel.Writer.SendAsync(ctx, 1)")]
    [InlineData("channel.Reader.ReadAsync([|ctx|])", "channel.Reader.ReceiveAsync(ctx)")]
    public async Task Fix_Call_BecomesContextFirst(string call, string expected) => await Verify<TokenCallRule>.FixesAsync<TokenCallFixer>(Code(call), Code(expected));

    [Fact]
    public async Task Fix_NamespaceNotImported_ImportsItOnce() => await Verify<TokenCallRule>.FixesAsync<TokenCallFixer>(
        """
        namespace App;

        /// <summary>Asks.</summary>
        class C
        {
            async Task M(Context ctx, HttpClient http)
            {
                await http.GetAsync("/", [|ctx|]);
                await http.GetAsync("/", [|ctx|]);
            }
        }
        """,
        """
        using Plumbline.Http;

        namespace App;

        /// <summary>Asks.</summary>
        class C
        {
            async Task M(Context ctx, HttpClient http)
            {
                await http.GetAsync(ctx, "/");
                await http.GetAsync(ctx, "/");
            }
        }
        """);

    private static string Code(string call) =>
        $$"""
        using System.Net.Http.Json;
        using System.Threading.Channels;
        using Plumbline.Concurrency;
        using Plumbline.Http;

        class C
        {
            static Task<HttpContent> Content(string text) => Task.FromResult<HttpContent>(new StringContent(text));

            async Task M(Context ctx, HttpClient http, Channel<int> channel)
            {
                await {{call}}
                ;
            }
        }
        """;
}
