using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class HttpWithoutContextFixTests
{
    [Fact]
    public async Task Fix_Method_TakesContextAndPassesItOn() => await Verify<HttpWithoutContextRule>.FixesAsync<HttpWithoutContextFixer>(
        """
        namespace App;

        class Client(HttpClient http)
        {
            public async Task<string> ReadAsync(string url)
            {
                // The page.
                return await http.[|GetStringAsync|](url);
            }

            public Task<HttpResponseMessage> AskAsync() => http.[|GetAsync|]("/ask");

            Task<string> Both(Context ctx) => ReadAsync("/a");

            async Task None() => await ReadAsync(await (await AskAsync()).Content.ReadAsStringAsync());
        }
        """,
        """
        using Plumbline.Http;

        namespace App;

        class Client(HttpClient http)
        {
            public async Task<string> ReadAsync(Context ctx, string url)
            {
                // The page.
                return await http.GetStringAsync(ctx, url);
            }

            public Task<HttpResponseMessage> AskAsync(Context ctx) => http.GetAsync(ctx, "/ask");

            Task<string> Both(Context ctx) => ReadAsync(ctx, "/a");

            async Task None() => await ReadAsync(Context.Todo(), await (await AskAsync(Context.Todo())).Content.ReadAsStringAsync());
        }
        """);

    [Fact]
    public async Task Fix_HandlerOfARoute_TakesContextAndPassesItOn() => await Verify<HttpWithoutContextRule>.FixesAsync<HttpWithoutContextFixer>(
        """
        using Microsoft.AspNetCore.Builder;

        var app = WebApplication.Create();
        app.MapGet("/a", async (HttpClient http) => await http.[|GetStringAsync|]("/a"));
        app.MapGet("/b", async () =>
        {
            var one = await new HttpClient().[|GetStringAsync|]("/1");
            return one + "2";
        });
        app.MapGet("/c", async (
            HttpClient http, // theirs
            string[] urls) => await Task.WhenAll(urls.Select(url => http.[|GetStringAsync|](url))));
        """,
        """
        using Microsoft.AspNetCore.Builder;
        using Plumbline.Http;

        var app = WebApplication.Create();
        app.MapGet("/a", async (Context ctx, HttpClient http) => await http.GetStringAsync(ctx, "/a"));
        app.MapGet("/b", async (Context ctx) =>
        {
            var one = await new HttpClient().GetStringAsync(ctx, "/1");
            return one + "2";
        });
        app.MapGet("/c", async (
            Context ctx, HttpClient http, // theirs
            string[] urls) => await Task.WhenAll(urls.Select(url => http.GetStringAsync(ctx, url))));
        """,
        kind: Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("class C { Task M(HttpClient http) => http.[|GetAsync|](\"/\"); Func<HttpClient, Task> F => M; }")]
    [InlineData("class C { HttpResponseMessage M(HttpClient http) => http.[|Send|](new HttpRequestMessage()); }")]
    [InlineData("using Microsoft.AspNetCore.Builder; class C { void M(WebApplication app) => app.MapGet(\"/\", async (HttpClient ctx) => await ctx.[|GetStringAsync|](\"/\")); }")]
    public async Task Fix_UsedAsDelegateOrNoForm_IsNotOffered(string code) => await Verify<HttpWithoutContextRule>.FixesAsync<HttpWithoutContextFixer>(code, code);

    [Fact]
    public async Task FixAll_SeveralFiles_ChangesCallsInEach() => await Verify<HttpWithoutContextRule>.FixesAsync<HttpWithoutContextFixer>(
        (
            "using Plumbline.Http; class A(HttpClient http) { public async Task<string> Read() => await http.[|GetStringAsync|](\"/\"); }",
            "using Plumbline.Http; class A(HttpClient http) { public async Task<string> Read(Context ctx) => await http.GetStringAsync(ctx, \"/\"); }"),
        (
            "using Plumbline.Http; class B(A a, HttpClient http) { async Task M() { await a.Read(); await http.[|GetStringAsync|](\"/b\"); } }",
            "using Plumbline.Http; class B(A a, HttpClient http) { async Task M(Context ctx) { await a.Read(Context.Todo()); await http.GetStringAsync(ctx, \"/b\"); } }"));
}
