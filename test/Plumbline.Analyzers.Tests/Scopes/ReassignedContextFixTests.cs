using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.CodeFixes.Scopes;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class ReassignedContextFixTests
{
    private const string Work =
        """

        static class Work
        {
            public static readonly ContextKey<int> Key = new("key");
            public static void Do(Context ctx) { }
            public static void Run(Action work) => work();
        }
        """;

    [Theory]
    [InlineData(
        "{ while (true) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }",
        "{ while (true) { using var cancel = ctx.WithCancel(out var call); Work.Do(call); } }")]
    [InlineData(
        "{ try { Work.Do(ctx); using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } catch (IOException) { Work.Do(ctx); } Work.Do(ctx); }",
        "{ try { Work.Do(ctx); using var cancel = ctx.WithCancel(out var call); Work.Do(call); } catch (IOException) { Work.Do(ctx); } Work.Do(ctx); }")]
    [InlineData(
        "{ foreach (var i in new[] { 1 }) using (ctx.WithCancel(out [|ctx|])) Work.Do(ctx); }",
        "{ foreach (var i in new[] { 1 }) using (ctx.WithCancel(out var call)) Work.Do(call); }")]
    [InlineData(
        "{ if (isOdd) { using (ctx.WithCancel(out [|ctx|])) { Work.Do(ctx); } Work.Do(ctx); } }",
        "{ if (isOdd) { using (ctx.WithCancel(out var call)) { Work.Do(call); } Work.Do(ctx); } }")]
    [InlineData(
        "{ Work.Run(() => { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); }); Work.Do(ctx); }",
        "{ Work.Run(() => { using var cancel = ctx.WithCancel(out var call); Work.Do(call); }); Work.Do(ctx); }")]
    [InlineData(
        "{ while (true) { [|ctx|] = ctx.WithValue(Work.Key, 1); Work.Do(ctx); } }",
        "{ while (true) { var call = ctx.WithValue(Work.Key, 1); Work.Do(call); } }")]
    [InlineData(
        "{ var call = 1; while (call > 0) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Run(() => Work.Do(ctx)); } }",
        "{ var call = 1; while (call > 0) { using var cancel = ctx.WithCancel(out var call1); Work.Run(() => Work.Do(call1)); } }")]
    [InlineData(
        "{ while (true) { using var one = ctx.WithCancel(out [|ctx|]); using var two = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }",
        "{ while (true) { using var one = ctx.WithCancel(out var call); using var two = call.WithCancel(out call); Work.Do(call); } }")]
    [InlineData(
        "{ if (isOdd) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } else { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }",
        "{ if (isOdd) { using var cancel = ctx.WithCancel(out var call); Work.Do(call); } else { using var cancel = ctx.WithCancel(out var call1); Work.Do(call1); } }")]
    public async Task Fix_ABlockToDeclareIn_DeclaresAndRenames(string code, string expected) => await Verify<ReassignedContextRule>.FixesAsync<ReassignedContextFixer>(
        $"class C {{ void M(Context ctx, bool isOdd) {code} }}{Work}", $"class C {{ void M(Context ctx, bool isOdd) {expected} }}{Work}");

    [Theory]
    [InlineData("{ while (true) { using var cancel = isOdd ? ctx.WithCancel(out [|ctx|]) : default; Work.Do(ctx); } }")]
    [InlineData("{ while (true) [|ctx|] = ctx.WithValue(Work.Key, 1); }")]
    [InlineData("{ while (true) { Work.Do(ctx); [|ctx|] = ctx.WithValue(Work.Key, 1); } }")]
    [InlineData("{ Work.Run(() => [|ctx|] = Context.Background); }")]
    public async Task Fix_NoBlockToDeclareIn_IsNotOffered(string code) => await Verify<ReassignedContextRule>.FixesAsync<ReassignedContextFixer>(
        $"class C {{ void M(Context ctx, bool isOdd) {code} }}{Work}", $"class C {{ void M(Context ctx, bool isOdd) {code} }}{Work}");

    [Fact]
    public async Task Fix_CommentsAndLines_AreKept() => await Verify<ReassignedContextRule>.FixesAsync<ReassignedContextFixer>(
        """
        class C
        {
            void M(Context ctx, ContextKey<int> key)
            {
                while (true)
                {
                    using var cancel = ctx.WithTimeout(
                        TimeSpan.FromSeconds(1),
                        out [|ctx|] /* the turn's */);   // one turn

                    // why
                    [|ctx|] = ctx.WithValue(key, 1);   // what
                    M(ctx /* its */, key);
                }
            }
        }
        """,
        """
        class C
        {
            void M(Context ctx, ContextKey<int> key)
            {
                while (true)
                {
                    using var cancel = ctx.WithTimeout(
                        TimeSpan.FromSeconds(1),
                        out var call /* the turn's */);   // one turn

                    // why
                    call = call.WithValue(key, 1);   // what
                    M(call /* its */, key);
                }
            }
        }
        """);

    [Fact]
    public async Task Fix_TopLevelStatements_DeclaresAndRenames() => await Verify<ReassignedContextRule>.FixesAsync<ReassignedContextFixer>(
        "var ctx = Context.Background;\nwhile (!ctx.IsDone)\n{\n    using var cancel = ctx.WithCancel(out [|ctx|]);\n    Work.Do(ctx);\n}\n" + Work,
        "var ctx = Context.Background;\nwhile (!ctx.IsDone)\n{\n    using var cancel = ctx.WithCancel(out var call);\n    Work.Do(call);\n}\n" + Work,
        kind: OutputKind.ConsoleApplication);
}
