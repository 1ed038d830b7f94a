using Plumbline.Analyzers.CodeFixes.Exceptions;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Exceptions;

public sealed class TokenIdentityFixTests
{
    [Theory]
    [InlineData("[|e.CancellationToken == ctx|]", "e.IsCanceled(ctx) || e.IsDeadlineExceeded(ctx)")]
    [InlineData("[|ctx.Token == e.CancellationToken|]", "e.IsCanceled(ctx) || e.IsDeadlineExceeded(ctx)")]
    [InlineData("[|e.CancellationToken.Equals(ctx.Token)|]", "e.IsCanceled(ctx) || e.IsDeadlineExceeded(ctx)")]
    [InlineData("[|e.CancellationToken != ctx|]", "!(e.IsCanceled(ctx) || e.IsDeadlineExceeded(ctx))")]
    [InlineData("n > 1 && [|e.CancellationToken == ctx|]", "n > 1 && (e.IsCanceled(ctx) || e.IsDeadlineExceeded(ctx))")]
    [InlineData("[|e.CancellationToken == token|]", "token.IsCancellationRequested")]
    [InlineData("[|e.CancellationToken != token|] /* a reason */", "!token.IsCancellationRequested /* a reason */")]
    [InlineData("[|e.CancellationToken == Token()|] || [|e.CancellationToken == token|]", "(Token()).IsCancellationRequested || token.IsCancellationRequested")]
    public async Task Comparison_AskingTheToken_AsksTheState(string filter, string expected) =>
        await Verify<TokenIdentityRule>.FixesAsync<TokenIdentityFixer>(Method(filter), Method(expected));

    [Fact]
    public async Task Comparison_SecondFix_AsksForTheCancelOnly() =>
        await Verify<TokenIdentityRule>.FixesAsync<TokenIdentityFixer>(Method("[|e.CancellationToken == ctx|]"), Method("e.IsCanceled(ctx)"), action: 1);

    [Theory]
    [InlineData("await using var stream = new MemoryStream(); await Task.Delay(n, ctx);")]
    [InlineData("await using (new MemoryStream()) { await Task.Delay(n, ctx); }")]
    [InlineData("try { await Task.Delay(n, ctx); } finally { await Task.Yield(); }")]
    [InlineData("await foreach (var item in Items()) { }")]
    public async Task Comparison_AfterAnAwaitedCleanup_HasNoFix(string body)
    {
        var code = Method("[|e.CancellationToken == ctx|]", body);

        await Verify<TokenIdentityRule>.FixesAsync<TokenIdentityFixer>(code, code);
    }

    [Fact]
    public async Task Comparison_OfWhatALambdaAwaits_HasAFix() => await Verify<TokenIdentityRule>.FixesAsync<TokenIdentityFixer>(
        Method("[|e.CancellationToken == ctx|]", "Func<Task> f = async () => { await using var stream = new MemoryStream(); }; await f();"),
        Method("e.IsCanceled(ctx) || e.IsDeadlineExceeded(ctx)", "Func<Task> f = async () => { await using var stream = new MemoryStream(); }; await f();"));

    private static string Method(string filter, string body = "await WorkAsync(n, ctx);") =>
        $$"""
        class C
        {
            async Task M(Context ctx, CancellationToken token, int n)
            {
                try
                {
                    {{body}}
                }
                catch (OperationCanceledException e) when ({{filter}}) // as it was
                {
                }
            }

            Task WorkAsync(int n, CancellationToken token) => Task.Delay(n, token);
            CancellationToken Token() => default;
            async IAsyncEnumerable<int> Items() { await Task.Yield(); yield return 1; }
        }
        """;
}
