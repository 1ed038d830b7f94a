using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class ContextAsObjectFixTests
{
    private const string Api =
        """

        static class Db
        {
            public static Task FindAsync(params object?[] keys) => Task.CompletedTask;
            public static Task FindAsync(object?[] keys, CancellationToken token) => Task.CompletedTask;
            public static Task GetAsync(string key, object? more = null) => Task.CompletedTask;
            public static Task ReadAsync(object key, object? more = null) => Task.CompletedTask;
            public static Task ReadAsync(object key, int more, CancellationToken token) => Task.CompletedTask;
        }
        """;

    [Theory]
    [InlineData("Db.FindAsync(1, [|ctx|])", "Db.FindAsync([1], ctx.Token)")]
    [InlineData("Db.FindAsync(1, 2, /* all */ [|ctx|]) // found", "Db.FindAsync([1, 2], /* all */ ctx.Token) // found")]
    [InlineData("Db.GetAsync(\"a\", [|ctx|])", "Db.GetAsync(\"a\", [|ctx|])")]
    [InlineData("Db.FindAsync([1, [|ctx|]], ctx)", "Db.FindAsync([1, [|ctx|]], ctx)")]
    [InlineData("Db.FindAsync(new object?[] { [|ctx|] })", "Db.FindAsync(new object?[] { [|ctx|] })")]
    [InlineData("Db.ReadAsync(1, [|ctx|])", "Db.ReadAsync(1, [|ctx|])")]
    public async Task Fix_Argument_BecomesTokenWhereThatHelps(string call, string expected) => await Verify<ContextAsObjectRule>.FixesAsync<ContextAsObjectFixer>(
        $"class C {{ async Task M(Context ctx) {{ await {call}\n; await {call}\n; }} }}" + Api,
        $"class C {{ async Task M(Context ctx) {{ await {expected}\n; await {expected}\n; }} }}" + Api);
}
