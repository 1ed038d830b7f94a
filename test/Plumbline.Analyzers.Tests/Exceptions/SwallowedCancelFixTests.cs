using Plumbline.Analyzers.CodeFixes.Exceptions;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Exceptions;

public sealed class SwallowedCancelFixTests
{
    [Theory]
    [InlineData("[|catch|] (Exception e) // why\n{ Log(e); }", "catch (Exception e) when (!ctx.IsDone) // why\n{ Log(e); }")]
    [InlineData("[|catch|]\n{ }", "catch when (!ctx.IsDone)\n{ }")]
    [InlineData("[|catch|] (OperationCanceledException) { }", "catch (OperationCanceledException) when (!ctx.IsDone) { }")]
    public async Task Catch_TakingAll_LetsTheEndPass(string clause, string expected) =>
        await Verify<SwallowedCancelRule>.FixesAsync<SwallowedCancelFixer>(Method(clause), Method(expected));

    [Fact]
    public async Task Catch_OfADerivedContext_AsksTheOneOutside() => await Verify<SwallowedCancelRule>.FixesAsync<SwallowedCancelFixer>(
        Method("[|catch|] { }", "using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); await Task.Delay(1, call);"),
        Method("catch when (!ctx.IsDone) { }", "using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); await Task.Delay(1, call);"));

    [Fact]
    public async Task Catches_InOneFile_AreFixedTogether() => await Verify<SwallowedCancelRule>.FixesAsync<SwallowedCancelFixer>(
        Method("[|catch|] { }", "await Task.Delay(1, ctx); } [|catch|] { } } while (true) { try { await Task.Delay(2, ctx);"),
        Method("catch when (!ctx.IsDone) { }", "await Task.Delay(1, ctx); } catch when (!ctx.IsDone) { } } while (true) { try { await Task.Delay(2, ctx);"));

    [Fact]
    public async Task Catch_UnderALimitOfTheTurn_LetsTheEndOfTheLoopsContextPass() => await Verify<SwallowedCancelRule>.FixesAsync<SwallowedCancelFixer>(
        Limited("[|catch|] (OperationCanceledException)"),
        Limited("catch (OperationCanceledException) when (!ctx.IsDone)"));

    [Fact]
    public async Task Catch_UnderALimitDerivedFromItself_HasNoFix()
    {
        var code = Limited("[|catch|] (OperationCanceledException)", "{|CS0841:call|}.WithTimeout(TimeSpan.FromSeconds(1), out Context call)").Replace("Context ctx)", ")", StringComparison.Ordinal);

        await Verify<SwallowedCancelRule>.FixesAsync<SwallowedCancelFixer>(code, code);
    }

    [Fact]
    public async Task Catch_AfterAnAwaitedCleanup_HasNoFix()
    {
        var code = Method("[|catch|] { }", "await using var stream = new MemoryStream(); await Task.Delay(1, ctx);");

        await Verify<SwallowedCancelRule>.FixesAsync<SwallowedCancelFixer>(code, code);
    }

    private static string Limited(string clause, string limit = "ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call)") =>
        $$"""
        class C
        {
            async Task M(Context ctx)
            {
                for (var i = 0; i < 3; i++)
                {
                    using var limit = {{limit}};
                    try
                    {
                        await Task.Delay(1, call);
                    }
                    {{clause}}
                    {
                        Console.WriteLine(i); // once more
                    }
                }
            }
        }
        """;

    private static string Method(string clause, string body = "await Task.Delay(1, ctx);") =>
        $$"""
        class C
        {
            async Task M(Context ctx)
            {
                while (Log(null))
                {
                    try { {{body}} }
                    {{clause}}
                }
            }

            bool Log(object? what) => true;
        }
        """;
}
