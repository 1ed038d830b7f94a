using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class ContextDroppedFixTests
{
    private const string Api =
        """

        static class Api
        {
            public static Task Ours(Context ctx, int id = 0) => Task.CompletedTask;
            public static Task Optional(int id = 0, string? name = null, CancellationToken token = default) => Task.CompletedTask;
            public static Task Both(int id) => Task.CompletedTask;
            public static Task Both(Context ctx, int id) => Task.CompletedTask;
            public static Task<int> Load(int id) => Task.FromResult(id);
            public static Task<int> Load(int id, CancellationToken token) => Task.FromResult(id);
            public static Task Extended(this string text, int id = 0, CancellationToken token = default) => Task.CompletedTask;
        }
        """;

    [Theory]
    [InlineData("Api.Ours([|default|])", "Api.Ours(ctx)")]
    [InlineData("Api.Ours([|Context.Background|], 1)", "Api.Ours(ctx, 1)")]
    [InlineData("Api.Ours(/* none */ [|Context.Todo()|] /* yet */)", "Api.Ours(/* none */ ctx /* yet */)")]
    [InlineData("Api.Optional(1, token: [|CancellationToken.None|])", "Api.Optional(1, token: ctx)")]
    [InlineData("Api.[|Optional|]()", "Api.Optional(token: ctx)")]
    [InlineData("Api.[|Optional|](1, \"a\")", "Api.Optional(1, \"a\", ctx)")]
    [InlineData("Api.[|Optional|](name: \"a\")", "Api.Optional(name: \"a\", token: ctx)")]
    [InlineData("Api.[|Both|](1)", "Api.Both(ctx, 1)")]
    [InlineData("Api.[|Load|](await Api.[|Load|](1))", "Api.Load(await Api.Load(1, ctx), ctx)")]
    [InlineData("\"a\".[|Extended|](1)", "\"a\".Extended(1, ctx)")]
    [InlineData("Api.[|Extended|](\"a\", 1)", "Api.Extended(\"a\", 1, ctx)")]
    [InlineData("Stream.Null.[|FlushAsync|]() // the last", "Stream.Null.FlushAsync(ctx) // the last")]
    [InlineData("Parallel.[|ForEachAsync|](new[] { 1 }, (i, token) => default)", "Parallel.ForEachAsync(new[] { 1 }, ctx, (i, token) => default)")]
    public async Task Fix_Call_PassesTheContext(string call, string expected) => await Verify<ContextDroppedRule>.FixesAsync<ContextDroppedFixer>(
        $"class C {{ async Task M(Context ctx) {{ await {call}\n; }} }}" + Api,
        $"class C {{ async Task M(Context ctx) {{ await {expected}\n; }} }}" + Api);

    [Fact]
    public async Task Fix_ChildInScope_PassesTheChild() => await Verify<ContextDroppedRule>.FixesAsync<ContextDroppedFixer>(
        "class C { async Task M(Context @event) { await Api.[|Both|](0); using var cancel = @event.WithCancel(out var call); await Api.[|Both|](1); } }" + Api,
        "class C { async Task M(Context @event) { await Api.Both(@event, 0); using var cancel = @event.WithCancel(out var call); await Api.Both(call, 1); } }" + Api);

    [Fact]
    public async Task Fix_HttpCall_BecomesContextFirst() => await Verify<ContextDroppedRule>.FixesAsync<ContextDroppedFixer>(
        """
        // About this file.
        using System.Net.Http.Json;

        class C
        {
            async Task M(Context ctx, HttpClient http)
            {
                await http.[|GetStringAsync|]("/a");
                await http.[|GetFromJsonAsync|]<int>(
                    "/b");
                await http.GetAsync("/c", [|CancellationToken.None|]);
                await http.[|GetAsync|]("/d", HttpCompletionOption.ResponseHeadersRead);
            }
        }
        """,
        """
        // About this file.
        using System.Net.Http.Json;
        using Plumbline.Http;

        class C
        {
            async Task M(Context ctx, HttpClient http)
            {
                await http.GetStringAsync(ctx, "/a");
                await http.GetFromJsonAsync<int>(
                    ctx, "/b");
                await http.GetAsync(ctx, "/c");
                await http.GetAsync(ctx, "/d", HttpCompletionOption.ResponseHeadersRead);
            }
        }
        """);

    [Fact]
    public async Task Fix_TopLevelStatements_PassesTheContext() => await Verify<ContextDroppedRule>.FixesAsync<ContextDroppedFixer>(
        "using var stop = Context.Background.WithSignals(out var ctx);\nawait File.[|ReadAllTextAsync|](\"a\");\n",
        "using var stop = Context.Background.WithSignals(out var ctx);\nawait File.ReadAllTextAsync(\"a\", ctx);\n",
        kind: OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("[ContextCarrier] class C : B { C(Context ctx) : [|base|](1) { } C(Context ctx, int id) : this([|default|]) { } }", "[ContextCarrier] class C : B { C(Context ctx) : base(1, ctx) { } C(Context ctx, int id) : this(ctx) { } }")]
    [InlineData("class C : B { C(Context ctx) : [|base|](name: \"\", id: 1) { } }", "class C : B { C(Context ctx) : base(name: \"\", id: 1, token: ctx) { } }")]
    [InlineData("class C(Context ctx) : [|B|](1) { bool Done => ctx.IsDone; }", "class C(Context ctx) : B(1, ctx) { bool Done => ctx.IsDone; }")]
    [InlineData("class C(Context ctx) : [|Outer<int>.D|]() { bool Done => ctx.IsDone; } class Outer<T> { [ContextCarrier] public class D(CancellationToken token = default) { bool Done => token.IsCancellationRequested; } }", "class C(Context ctx) : Outer<int>.D(ctx) { bool Done => ctx.IsDone; } class Outer<T> { [ContextCarrier] public class D(CancellationToken token = default) { bool Done => token.IsCancellationRequested; } }")]
    [InlineData("class C(Context ctx) : E(/* none */ [|default|]) { bool Done => ctx.IsDone; } class D(Context ctx) : E([|Context.Todo()|]) { bool Done => ctx.IsDone; } [ContextCarrier] class E(Context ctx) { bool Done => ctx.IsDone; }", "class C(Context ctx) : E(/* none */ ctx) { bool Done => ctx.IsDone; } class D(Context ctx) : E(ctx) { bool Done => ctx.IsDone; } [ContextCarrier] class E(Context ctx) { bool Done => ctx.IsDone; }")]
    public async Task Fix_CallOfAConstructor_PassesTheContext(string code, string expected)
    {
        const string Base = "[ContextCarrier] class B { protected B(int id, CancellationToken token = default, string name = \"\") { } }";

        await Verify<ContextDroppedRule>.FixesAsync<ContextDroppedFixer>(code + Base, expected + Base);
    }

    [Fact]
    public async Task FixAll_SeveralFiles_FixesEachAndImportsWhereNeeded() => await Verify<ContextDroppedRule>.FixesAsync<ContextDroppedFixer>(
        (
            """
            // The header.
            namespace App;

            class A { async Task M(Context ctx, HttpClient http) => await http.[|GetStringAsync|]("/a"); }
            """,
            """
            // The header.
            using Plumbline.Http;

            namespace App;

            class A { async Task M(Context ctx, HttpClient http) => await http.GetStringAsync(ctx, "/a"); }
            """),
        (
            "namespace App; class B { async Task M(Context ctx) { await File.[|ReadAllTextAsync|](\"a\"); await File.[|ReadAllTextAsync|](\"b\"); } }",
            "namespace App; class B { async Task M(Context ctx) { await File.ReadAllTextAsync(\"a\", ctx); await File.ReadAllTextAsync(\"b\", ctx); } }"));
}
