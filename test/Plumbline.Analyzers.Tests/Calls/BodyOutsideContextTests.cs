using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class BodyOutsideContextTests
{
    private const string Usings = "using static System.Net.Http.HttpCompletionOption; ";

    [Theory]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", HttpCompletionOption.ResponseHeadersRead, [|ctx|]); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(new Uri(\"http://a\"), ResponseHeadersRead, [|ctx.Token|]); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) { using var request = new HttpRequestMessage(); return http.SendAsync(request, ResponseHeadersRead, [|ctx|]); } }")]
    [InlineData("class C { async Task<string> M(CancellationToken token, HttpClient http) => await (await http.GetAsync(\"/\", ResponseHeadersRead, [|token|])).Content.ReadAsStringAsync(); }")]
    [InlineData("class C { HttpResponseMessage? _response; async Task M(Context ctx, HttpClient http) { _response = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); } }")]
    [InlineData("class C { HttpResponseMessage? _response; async Task M(Context ctx, HttpClient http) { this._response = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); } }")]
    [InlineData("class C { async Task<string> M(CancellationToken token, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, [|token|]); return await r.Content.ReadAsStringAsync(); } }")]
    [InlineData("class C { Func<Context, HttpClient, Task> F = (ctx, http) => http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); }")]
    [InlineData("class C { async IAsyncEnumerable<Stream> M(Context ctx, HttpClient http) { var r = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); yield return r.Content.ReadAsStream(); } }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) { return Local(); Task Local() => http.GetAsync(\"/\", cancellationToken: [|ctx|], completionOption: ResponseHeadersRead); } }")]
    [InlineData("class C { Task? M(Context ctx, HttpClient? http) => http?.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); }")]
    [InlineData("partial class C { private partial Task M(Context ctx, HttpClient http); } partial class C { private partial Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); }")]
    [InlineData("class Api : HttpClient { Task M<T>(Context ctx, T id) => this.GetAsync($\"/{id}\", ResponseHeadersRead, [|ctx|]); }")]
    [InlineData("class C { async Task<bool> M(Context ctx, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); return r.IsSuccessStatusCode && Look(r); } bool Look(HttpResponseMessage r) => true; }")]
    [InlineData("class C { async Task<HttpResponseMessage> M(Context ctx, HttpClient http) { using var head = new HttpRequestMessage(HttpMethod.Head, \"/\"); using var get = new HttpRequestMessage(HttpMethod.Get, \"/\"); return await http.SendAsync(get, ResponseHeadersRead, [|ctx|]); } }")]
    [InlineData("class C { async Task<long?> M(Context ctx, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); r.EnsureSuccessStatusCode(); return r.Content.ReadAsStream().Length; } }")]
    [InlineData("class C { async Task M(Context ctx, HttpClient http) { var r = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); await PumpAsync(r); } Task PumpAsync(HttpResponseMessage r) => Task.CompletedTask; }")]
    [InlineData("class C { async Task<int> M(Context ctx, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, [|ctx|]); await using var s = await r.Content.ReadAsStreamAsync(ctx); return s.ReadByte(); } }")]
    [InlineData("class C { async Task<HttpResponseMessage> M(Context ctx, HttpClient http, bool deep) { var request = new HttpRequestMessage(deep ? HttpMethod.Get : HttpMethod.Head, \"/\"); return await http.SendAsync(request, ResponseHeadersRead, [|ctx|]); } }")]
    public async Task Call_HeadersOnlyWithToken_IsReported(string code) => await Verify<BodyOutsideContextRule>.ReportsAsync(Usings + code);

    [Theory]
    [InlineData("using Plumbline.Http; class C { Task M(Context ctx, HttpClient http) => http.GetAsync(ctx, \"/\", ResponseHeadersRead); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", ResponseContentRead, ctx); }")]
    [InlineData("class C { async Task<HttpResponseMessage> M(Context ctx, HttpClient http) { using var request = new HttpRequestMessage(HttpMethod.Head, \"/\"); return await http.SendAsync(request, ResponseHeadersRead, ctx); } Task N(Context ctx, HttpClient http) => http.SendAsync(new(HttpMethod.Head, \"/\"), ResponseHeadersRead, ctx); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", ctx); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", ResponseHeadersRead); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", ResponseHeadersRead, CancellationToken.None); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http) => http.GetAsync(\"/\", ResponseHeadersRead, default); }")]
    [InlineData("class C { Task M(Context ctx, HttpClient http, HttpCompletionOption option) => http.GetAsync(\"/\", option, ctx); }")]
    [InlineData("class C { HttpResponseMessage M(Context ctx, HttpClient http, HttpRequestMessage r) => http.Send(r, ResponseHeadersRead, ctx); }")]
    [InlineData("class C { async Task<string> M(CancellationToken token, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, token); return await r.Content.ReadAsStringAsync(token); } }")]
    [InlineData("class C { async Task<HttpResponseMessage> M(CancellationToken token, HttpClient http) => await http.GetAsync(\"/\", ResponseHeadersRead, token).ConfigureAwait(false); }")]
    [InlineData("class C { Task M(CancellationToken token, HttpClient http, HttpRequestMessage r) => http.SendAsync(r, ResponseHeadersRead, token); }")]
    [InlineData("using Plumbline.Http; class C { Task M(Context ctx, CancellationToken token, HttpClient http) { var r = new HttpRequestMessage(); r.WithContext(ctx); return http.SendAsync(r, ResponseHeadersRead, token); } }")]
    [InlineData("class C { async Task<bool> M(Context ctx, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, ctx).ConfigureAwait(false); return r.IsSuccessStatusCode && r.Headers.ETag is not null; } }")]
    [InlineData("class C { async Task M(CancellationToken token, HttpClient http) { HttpResponseMessage r; using (r = await http.GetAsync(\"/\", ResponseHeadersRead, token)) { r.EnsureSuccessStatusCode(); } } }")]
    [InlineData("class C { async Task<System.Net.HttpStatusCode> M(Context ctx, HttpClient http) => (await http.GetAsync(\"/\", ResponseHeadersRead, ctx)).StatusCode; }")]
    [InlineData("class C { Task? _running; async Task M(Context ctx, HttpClient http) { var r = await http.GetAsync(\"/\", ResponseHeadersRead, ctx); r.EnsureSuccessStatusCode(); _running = PumpAsync(r); } Task PumpAsync(HttpResponseMessage r) => Task.CompletedTask; }")]
    [InlineData("class C { async Task M(CancellationToken token, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, token); } }")]
    [InlineData("class C { async Task M(Context ctx, HttpClient http) { using (var r = await http.GetAsync(\"/\", ResponseHeadersRead, ctx)) { } } }")]
    [InlineData("class C { async Task<string> M(Context ctx, HttpClient http) { using var r = await http.GetAsync(\"/\", ResponseHeadersRead, ctx); return await r.Content.ReadAsStringAsync(ctx); } }")]
    [InlineData("class C { async Task M(Context ctx, HttpClient http) { _ = await http.GetAsync(\"/\", ResponseHeadersRead, ctx); } }")]
    [InlineData("class C { async Task M(Context ctx, HttpClient http) { await http.GetAsync(\"/\", ResponseHeadersRead, ctx).ConfigureAwait(false); } }")]
    [InlineData("class C { HttpResponseMessage? _kept; async Task M(Context ctx, HttpClient http) { var r = await http.GetAsync(\"/\", ResponseHeadersRead, ctx); _kept = r; } }")]
    [InlineData("// <auto-generated/>\nclass C { System.Threading.Tasks.Task M(Plumbline.Context ctx, System.Net.Http.HttpClient http) => http.GetAsync(\"/\", System.Net.Http.HttpCompletionOption.ResponseHeadersRead, ctx); }")]
    public async Task Call_BodyCoveredOrNoToken_IsSilent(string code) =>
        await Verify<BodyOutsideContextRule>.IsSilentAsync(code.StartsWith("//", StringComparison.Ordinal) ? code : code.Replace("class C", Usings + "class C", StringComparison.Ordinal));

    [Fact]
    public async Task Call_TopLevelStatements_IsReported() => await Verify<BodyOutsideContextRule>.ReportsAsync(
        "using var stop = Context.Background.WithSignals(out var ctx);\nvar r = await new HttpClient().GetAsync(\"/\", HttpCompletionOption.ResponseHeadersRead, [|ctx|]);\nConsole.WriteLine(await r.Content.ReadAsStringAsync());",
        OutputKind.ConsoleApplication);

    [Fact]
    public async Task Call_BrokenCode_DoesNotThrow() => await Verify<BodyOutsideContextRule>.ReportsAsync(
        "class C { Task M(Context ctx, HttpClient http) => http.GetAsync(, HttpCompletionOption.ResponseHeadersRead, ctx; }", compiler: CompilerDiagnostics.None);
}
