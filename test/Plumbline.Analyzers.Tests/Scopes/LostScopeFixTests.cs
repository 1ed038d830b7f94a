using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.CodeFixes.Scopes;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class LostScopeFixTests
{
    private const string Work =
        """

        static class Work
        {
            public static Context Kept;
            public static void Do(Context ctx) { }
            public static Task DoAsync(Context ctx) => Task.CompletedTask;
            public static Task<CancelScope> LimitAsync(Context ctx) => Task.FromResult(ctx.WithCancel(out _));
        }
        """;

    [Theory]
    [InlineData(
        "{ [|ctx.WithCancel(out var call)|]; Work.Do(call); }",
        "{ using var cancel = ctx.WithCancel(out var call); Work.Do(call); }")]
    [InlineData(
        "{ _ = [|ctx.WithCancel(out ctx)|]; Work.Do(ctx); }",
        "{ using var cancel = ctx.WithCancel(out ctx); Work.Do(ctx); }")]
    [InlineData(
        "{ var scope = [|ctx.WithCancel(out var call)|]; Work.Do(call); }",
        "{ using var scope = ctx.WithCancel(out var call); Work.Do(call); }")]
    [InlineData(
        "{ CancelScope scope = [|ctx.WithCancel(out var call)|]; Work.Do(call); scope.Dispose(); }",
        "{ using CancelScope scope = ctx.WithCancel(out var call); Work.Do(call); scope.Dispose(); }")]
    [InlineData(
        "{ var scope = [|ctx.WithCancel(out var call)|]; Work.Do(ctx); using (scope) { Work.Do(call); } }",
        "{ using var scope = ctx.WithCancel(out var call); Work.Do(ctx); using (scope) { Work.Do(call); } }")]
    [InlineData(
        "{ var cancel = 1; [|ctx.WithCancel(out var call)|]; Work.Do(call); }",
        "{ var cancel = 1; using var cancel1 = ctx.WithCancel(out var call); Work.Do(call); }")]
    [InlineData(
        "{ _ = [|await Work.LimitAsync(ctx)|]; }",
        "{ using var cancel = await Work.LimitAsync(ctx); }")]
    [InlineData(
        "{ foreach (var i in new[] { 1 }) { [|ctx.WithCancel(out var call)|]; await Work.DoAsync(call); } }",
        "{ foreach (var i in new[] { 1 }) { using var cancel = ctx.WithCancel(out var call); await Work.DoAsync(call); } }")]
    [InlineData(
        "{ var scope = isOdd ? [|ctx.WithCancel(out ctx)|] : default; Work.Do(ctx); }",
        "{ using var scope = isOdd ? ctx.WithCancel(out ctx) : default; Work.Do(ctx); }")]
    public async Task Fix_TheScopeEndsWithItsBlock_IsUsingVar(string code, string expected) => await Verify<LostScopeRule>.FixesAsync<LostScopeFixer>(
        $"class C {{ async Task M(Context ctx, bool isOdd) {code} }}{Work}", $"class C {{ async Task M(Context ctx, bool isOdd) {expected} }}{Work}");

    [Theory]
    [InlineData("Context M(Context ctx) { [|ctx.WithCancel(out var call)|]; return call; }")]
    [InlineData("Task M(Context ctx) { [|ctx.WithCancel(out var call)|]; return Work.DoAsync(call); }")]
    [InlineData("void M(Context ctx) { [|ctx.WithCancel(out var call)|]; _ = Work.DoAsync(call); }")]
    [InlineData("void M(Context ctx) { [|ctx.WithCancel(out var call)|]; Work.DoAsync(call); }")]
    [InlineData("void M(Context ctx) { [|ctx.WithCancel(out var call)|]; Work.Kept = call; }")]
    [InlineData("Action M(Context ctx) { [|ctx.WithCancel(out var call)|]; return () => Work.Do(call); }")]
    [InlineData("void M(Context ctx) { [|ctx.WithCancel(out Work.Kept)|]; }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) { [|ctx.WithCancel(out ctx)|]; } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) [|ctx.WithCancel(out ctx)|]; Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, int kind) { switch (kind) { case 1: [|ctx.WithCancel(out _)|]; break; } }")]
    [InlineData("CancelScope M(Context ctx, bool isOdd) { var scope = [|ctx.WithCancel(out var call)|]; if (isOdd) return default; return scope; }")]
    [InlineData("void M(Context ctx) { var scope = [|ctx.WithCancel(out _)|]; scope = default; }")]
    [InlineData("void M(Context ctx) { CancelScope scope; scope = [|ctx.WithCancel(out _)|]; }")]
    [InlineData("void M(Context ctx) => [|ctx.WithCancel(out _)|];")]
    [InlineData("CancelScope _scope; void M(Context ctx) { _scope = [|ctx.WithCancel(out var call)|]; Work.Do(call); }")]
    public async Task Fix_TheScopeIsNeededLonger_IsNotOffered(string member) =>
        await Verify<LostScopeRule>.FixesAsync<LostScopeFixer>($"class C {{ {member} }}{Work}", $"class C {{ {member} }}{Work}");

    [Fact]
    public async Task Fix_Comments_AreKept() => await Verify<LostScopeRule>.FixesAsync<LostScopeFixer>(
        """
        class C
        {
            void M(Context ctx)
            {
                // why
                [|ctx.WithCancel(out var call)|];   // what

                /* then */ var scope = [|call.WithTimeout(
                    TimeSpan.FromSeconds(1),
                    out var inner)|];
            }
        }
        """,
        """
        class C
        {
            void M(Context ctx)
            {
                // why
                using var cancel = ctx.WithCancel(out var call);   // what

                /* then */ using var scope = call.WithTimeout(
                    TimeSpan.FromSeconds(1),
                    out var inner);
            }
        }
        """);

    [Fact]
    public async Task Fix_TwoInOneBlock_HaveTwoNames() => await Verify<LostScopeRule>.FixesAsync<LostScopeFixer>(
        "class C { void M(Context ctx) { [|ctx.WithCancel(out var one)|]; [|ctx.WithCancel(out var two)|]; } void N(Context ctx) { [|ctx.WithCancel(out _)|]; } }",
        "class C { void M(Context ctx) { using var cancel = ctx.WithCancel(out var one); using var cancel1 = ctx.WithCancel(out var two); } void N(Context ctx) { using var cancel = ctx.WithCancel(out _); } }");

    [Fact]
    public async Task Fix_TopLevelStatements_IsUsingVar() => await Verify<LostScopeRule>.FixesAsync<LostScopeFixer>(
        "[|Context.Background.WithCancel(out var ctx)|];\nWork.Do(ctx);\n" + Work,
        "using var cancel = Context.Background.WithCancel(out var ctx);\nWork.Do(ctx);\n" + Work,
        kind: OutputKind.ConsoleApplication);

    [Fact]
    public async Task Fix_InsideALambdaOfAnother_FixesBoth() => await Verify<LostScopeRule>.FixesAsync<LostScopeFixer>(
        "class C { CancelScope Run(Action work, Context ctx, out Context call) => ctx.WithCancel(out call); void M(Context ctx) { [|Run(() => { [|ctx.WithCancel(out _)|]; }, ctx, out _)|]; } }",
        "class C { CancelScope Run(Action work, Context ctx, out Context call) => ctx.WithCancel(out call); void M(Context ctx) { using var cancel = Run(() => { using var cancel1 = ctx.WithCancel(out _); }, ctx, out _); } }");
}
