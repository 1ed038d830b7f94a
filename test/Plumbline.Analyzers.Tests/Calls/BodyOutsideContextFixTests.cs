using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class BodyOutsideContextFixTests
{
    [Theory]
    [InlineData("http.GetAsync(\"/\", HttpCompletionOption.ResponseHeadersRead, [|ctx|])", "http.GetAsync(ctx, \"/\", HttpCompletionOption.ResponseHeadersRead)")]
    [InlineData("http.GetAsync(\"/\", HttpCompletionOption.ResponseHeadersRead, [|ctx.Token|]) // body later", "http.GetAsync(ctx, \"/\", HttpCompletionOption.ResponseHeadersRead) // body later")]
    [InlineData("http.GetAsync(\"/\", HttpCompletionOption.ResponseHeadersRead, [|token|])", "http.GetAsync(Context.From(token), \"/\", HttpCompletionOption.ResponseHeadersRead)")]
    [InlineData("http.SendAsync(new HttpRequestMessage(), HttpCompletionOption.ResponseHeadersRead, [|ctx|])", "http.SendAsync(ctx, new HttpRequestMessage(), HttpCompletionOption.ResponseHeadersRead)")]
    public async Task Fix_Call_BecomesContextFirst(string call, string expected) => await Verify<BodyOutsideContextRule>.FixesAsync<BodyOutsideContextFixer>(
        $"using System.Net;\nclass C {{ async Task M(Context ctx, HttpClient http, CancellationToken token) {{ await {call}\n; await {call}\n; }} }}",
        $"using System.Net;\nusing Plumbline.Http;\nclass C {{ async Task M(Context ctx, HttpClient http, CancellationToken token) {{ await {expected}\n; await {expected}\n; }} }}");
}
