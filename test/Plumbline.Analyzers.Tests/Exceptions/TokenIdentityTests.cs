using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Exceptions;

public sealed class TokenIdentityTests
{
    [Theory]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken == ctx|])")]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken == ctx.Token|])")]
    [InlineData("catch (OperationCanceledException e) when ([|ctx.Token == e.CancellationToken|])")]
    [InlineData("catch (TaskCanceledException e) when ([|e.CancellationToken == token|])")]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken != token|])")]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken.Equals(token)|])")]
    [InlineData("catch (OperationCanceledException e) when ([|token.Equals(e.CancellationToken)|])")]
    [InlineData("catch (OperationCanceledException e) when (token.IsCancellationRequested && ([|e.CancellationToken == token|]))")]
    [InlineData("catch (OperationCanceledException e) when (source.Token.IsCancellationRequested && [|e.CancellationToken != token|])")]
    [InlineData("catch (OperationCanceledException e) when (!token.IsCancellationRequested && [|e.CancellationToken != token|])")]
    [InlineData("catch (OperationCanceledException e) when (!([|e.CancellationToken == source.Token|]) || [|e.CancellationToken == token|])")]
    [InlineData("catch (Exception e) when (e is OperationCanceledException canceled && [|canceled.CancellationToken == token|])")]
    [InlineData("catch (ContextCanceledException e) when ([|e.CancellationToken == ctx|])")]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken == token|] || source.IsCancellationRequested)")]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken != token|] || token.IsCancellationRequested)")]
    [InlineData("catch (OperationCanceledException e) when ([|e.CancellationToken == token|] || IsClosed)")]
    public async Task Filter_ComparesTheToken_IsReported(string clause) => await Verify<TokenIdentityRule>.ReportsAsync(Method(clause));

    [Theory]
    [InlineData("catch (OperationCanceledException e) when (e.IsCanceled(ctx))")]
    [InlineData("catch (OperationCanceledException e) when (token.IsCancellationRequested)")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken.IsCancellationRequested)")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken == CancellationToken.None)")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken != default)")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken.Equals(default(CancellationToken)))")]
    [InlineData("catch (OperationCanceledException e) when (token.IsCancellationRequested && e.CancellationToken != token)")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken != ctx && ctx.IsDone)")]
    [InlineData("catch (OperationCanceledException e) when (token == source.Token)")]
    [InlineData("catch (OperationCanceledException e)")]
    [InlineData("catch (Exception e) when (e is not OperationCanceledException)")]
    [InlineData("catch (Foreign e) when (e.CancellationToken == token)")]
    [InlineData("catch (Exception e) when (e.Message == \"CancellationToken\")")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken == token || token.IsCancellationRequested)")]
    [InlineData("catch (OperationCanceledException e) when (ctx.IsDone || (e.CancellationToken == ctx.Token || IsClosed))")]
    [InlineData("catch (OperationCanceledException e) when (e.CancellationToken.Equals(_stop) || IsStopping)")]
    public async Task Filter_AsksSomethingElse_IsSilent(string clause) => await Verify<TokenIdentityRule>.IsSilentAsync(Method(clause));

    [Theory]
    [InlineData("class C { Func<Task> F(CancellationToken token) => async () => { try { await Task.Yield(); await Task.Delay(1, token); } catch (OperationCanceledException e) when ([|e.CancellationToken == token|]) { } }; }")]
    [InlineData("class C<T> { void M(Context ctx) { L(); void L() { try { } catch (OperationCanceledException e) when ([|e.CancellationToken == ctx|]) { } } } }")]
    [InlineData("class C { async IAsyncEnumerable<int> M(Context ctx) { try { await Task.Yield(); await Task.Delay(1, ctx); } catch (OperationCanceledException e) when ([|e.CancellationToken == ctx|]) { } yield return 1; } }")]
    [InlineData("#nullable disable\npartial class C { void M(Context ctx) { try { } catch (OperationCanceledException e) when ([|e.CancellationToken == ctx|]) { } } }")]
    public async Task Filter_AnyFunction_IsReported(string code) => await Verify<TokenIdentityRule>.ReportsAsync(code);

    [Theory]
    [InlineData("await Task.Delay(1, token);")]
    [InlineData("await Task.Delay(1, token).ConfigureAwait(false);")]
    [InlineData("while (true) { if (!channel.Reader.TryRead(out _) && !await channel.Reader.WaitToReadAsync(token).ConfigureAwait(false)) { break; } }")]
    [InlineData("await foreach (var item in channel.Reader.ReadAllAsync(token).ConfigureAwait(false)) { }")]
    [InlineData("await System.Net.Dns.GetHostAddressesAsync(\"a\", token); await gate.WaitAsync(token);")]
    [InlineData("await gate.WaitAsync(token); try { await work; } catch (Exception) { }")]
    public async Task Filter_OnlyWaitsThatKeepTheToken_IsSilent(string body) => await Verify<TokenIdentityRule>.IsSilentAsync(Waiting(body, "e.CancellationToken == token"));

    [Theory]
    [InlineData("await Task.Delay(1, token); await work;")]
    [InlineData("await Task.Delay(1, ctx);")]
    [InlineData("await stream.ReadAsync(new byte[1], token);")]
    [InlineData("await gate.WaitAsync(token); try { await work; } catch (IOException) { }")]
    [InlineData("await foreach (var item in items.WithCancellation(token)) { }")]
    [InlineData("await using var other = stream; await Task.Delay(1, token);")]
    [InlineData("await WorkAsync(token);")]
    [InlineData("work.Wait(token);")]
    [InlineData("await Task.Run(() => work, token);")]
    public async Task Filter_OtherWaits_IsReported(string body) => await Verify<TokenIdentityRule>.ReportsAsync(Waiting(body, "[|e.CancellationToken == token|]"));

    [Theory]
    [InlineData("// <auto-generated/>\nclass C { void M(Context ctx) { try { } catch (OperationCanceledException e) when (e.CancellationToken == ctx) { } } }")]
    [InlineData("class C { bool M(OperationCanceledException e, Context ctx) => e.CancellationToken == ctx; }")]
    public async Task Comparison_ElseWhere_IsSilent(string code) => await Verify<TokenIdentityRule>.IsSilentAsync(code);

    [Fact]
    public async Task Filter_TopLevelStatements_IsReported() => await Verify<TokenIdentityRule>.ReportsAsync(
        "var ctx = Context.Background; try { } catch (OperationCanceledException e) when ([|e.CancellationToken == ctx|]) { }", OutputKind.ConsoleApplication);

    [Fact]
    public async Task BrokenCode_Filter_DoesNotThrow() => await Verify<TokenIdentityRule>.ReportsAsync(
        "class C { void M(Context ctx) { try { } catch (OperationCanceledException e) when ([|e.CancellationToken == |]) { } catch (Missing e) when (e.CancellationToken == ctx", compiler: CompilerDiagnostics.None);

    private static string Waiting(string body, string filter) =>
        $$"""
        using System.Threading.Channels;

        class C
        {
            async Task M(Context ctx, CancellationToken token, Task work, Channel<int> channel, SemaphoreSlim gate, Stream stream, IAsyncEnumerable<int> items)
            {
                try
                {
                    {{body}}
                }
                catch (OperationCanceledException e) when ({{filter}})
                {
                }
            }

            Task WorkAsync(CancellationToken token) => Task.Delay(1, token);
        }
        """;

    private static string Method(string clause) =>
        $$"""
        class Foreign : Exception { public CancellationToken CancellationToken => default; }

        class C
        {
            async Task M(Context ctx, CancellationTokenSource source)
            {
                var token = source.Token;
                try
                {
                    await WorkAsync(token);
                }
                {{clause}}
                {
                }
            }

            Task WorkAsync(CancellationToken token) => Task.Delay(1, token);

            CancellationToken _stop;
            bool IsStopping => IsClosed || _stop.IsCancellationRequested;
            bool IsClosed { get; set; }
        }
        """;
}
