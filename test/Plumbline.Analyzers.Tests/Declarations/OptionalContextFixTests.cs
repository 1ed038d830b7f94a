using Plumbline.Analyzers.CodeFixes.Declarations;
using Plumbline.Analyzers.Declarations;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Declarations;

public sealed class OptionalContextFixTests
{
    [Theory]
    [InlineData("class C { void M(int a, Context [|ctx|] = default) { } void N() => M(1); }", "class C { void M(Context ctx, int a) { } void N() => M(Context.Todo(), 1); }")]
    [InlineData("class C { void M(Context [|ctx|] = default) { } void N(Context c) => M(); }", "class C { void M(Context ctx) { } void N(Context c) => M(c); }")]
    [InlineData("class C { void M(int a = 1, Context [|ctx|] = default) { } void N(Context c) { M(); M(2); M(ctx: c); M(a: 3); } }", "class C { void M(Context ctx, int a = 1) { } void N(Context c) { M(c); M(c, 2); M(ctx: c); M(c, a: 3); } }")]
    [InlineData("class C { static void M(Context [|ctx|] = default) { } void N(Context c) { using var cancel = c.WithCancel(out var call); M(); Action f = () => M(); Action g = static () => M(); } }", "class C { static void M(Context ctx) { } void N(Context c) { using var cancel = c.WithCancel(out var call); M(call); Action f = () => M(call); Action g = static () => M(Context.Todo()); } }")]
    [InlineData("class C { bool M(Context? [|ctx|]) => (ctx ?? Context.Background).IsDone; void N(Context b) { Context? a = b; M(null); M(a); M(b); } }", "class C { bool M(Context ctx) => (ctx).IsDone; void N(Context b) { Context? a = b; M(b); M(a ?? Context.Background); M(b); } }")]
    [InlineData("class C { bool M(int a, Context? [|ctx|] = null) => ctx.GetValueOrDefault().IsDone || ctx.Value.IsDone; bool N() => M(1); }", "class C { bool M(Context ctx, int a) => ctx.IsDone || ctx.IsDone; bool N() => M(Context.Todo(), 1); }")]
    [InlineData("class C { C(Context [|ctx|] = default) { } C M(Context c) => new C { }; C N() => new(); }", "class C { C(Context ctx) { } C M(Context c) => new C(c) { }; C N() => new(Context.Todo()); }")]
    [InlineData("interface I { void M(Context [|ctx|] = default); } class C : I { public void M(Context ctx = default) { } void N() { M(); ((I)this).M(); } }", "interface I { void M(Context ctx); } class C : I { public void M(Context ctx) { } void N() { M(Context.Todo()); ((I)this).M(Context.Todo()); } }")]
    [InlineData("class C { void M(Context c) { L(); void L(Context [|ctx|] = default) { } } }", "class C { void M(Context c) { L(c); void L(Context ctx) { } } }")]
    [InlineData("delegate bool D(int a, Context? [|ctx|] = null); class C { D F = (a, c) => (c ?? Context.Background).IsDone; D G = (int a, Context? c) => c.Value.IsDone; bool M(D d, Context c) => d(1) || d(2, null); }", "delegate bool D(Context ctx, int a); class C { D F = (c, a) => (c).IsDone; D G = (Context c, int a) => c.IsDone; bool M(D d, Context c) => d(c, 1) || d(c, 2); }")]
    public async Task Context_MadeRequired_IsGivenAtEveryCall(string code, string expected) =>
        await Verify<OptionalContextAnalyzer>.FixesAsync<OptionalContextFixer>(code, expected);

    [Theory]
    [InlineData("class C { bool M(Context? [|ctx|]) => ctx is null; }")]
    [InlineData("delegate bool D(Context? [|ctx|], int a); class C { D F = (c, a) => c is null; }")]
    [InlineData("class C { bool M(Context? [|ctx|]) => ctx.HasValue && ctx.Value.IsDone; }")]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) => Task.CompletedTask; }")]
    [InlineData("class B { protected B(Context [|ctx|] = default) { } } class C : B { }")]
    public async Task Context_ThatCannotBeRequired_HasNoFix(string code) => await Verify<OptionalContextAnalyzer>.FixesAsync<OptionalContextFixer>(code, code);
}
