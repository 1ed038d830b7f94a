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
        await Verify<OptionalContextRule>.FixesAsync<OptionalContextFixer>(code, expected);

    [Theory]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) => Task.CompletedTask; }", "class C { public Task M(Context ctx) => Task.CompletedTask; }")]
    [InlineData("class C { public void M(Context ctx, int a, CancellationToken [|token|] = default) { token.ThrowIfCancellationRequested(); Task.Delay(a, token); Action f = () => token.Register(() => { }); } void N(Context c) { M(c, 1); M(c, 2, c.Token); M(c, 3, c); M(c, 4, default); M(token: CancellationToken.None, a: 5, ctx: c); M(ctx: c, token: c, a: 6); } }", "class C { public void M(Context ctx, int a) { ctx.ThrowIfDone(); Task.Delay(a, ctx); Action f = () => ctx.Token.Register(() => { }); } void N(Context c) { M(c, 1); M(c, 2); M(c, 3); M(c, 4); M(a: 5, ctx: c); M(ctx: c, a: 6); } }")]
    [InlineData("class C { public void M(CancellationToken [|token|], Context ctx, params int[] rest) { if (token.IsCancellationRequested) M(token, ctx, 1, 2); } }", "class C { public void M(Context ctx, params int[] rest) { if (ctx.IsDone) M(ctx, 1, 2); } }")]
    [InlineData("public interface I { Task M(Context ctx, CancellationToken [|token|]); } class C : I { public Task M(Context c, CancellationToken t) => Task.Delay(1, t); Task N(I i, Context x) => i.M(x, x.Token); }", "public interface I { Task M(Context ctx); } class C : I { public Task M(Context c) => Task.Delay(1, c); Task N(I i, Context x) => i.M(x); }")]
    [InlineData("class C { public void M(Context ctx, CancellationToken [|token|])\n    {\n        token = default;\n    } }", "class C { public void M(Context ctx)\n    {\n        var token = ctx.Token;\n        token = default;\n    } }")]
    [InlineData("static class C { public static Task M(this string s, Context ctx, CancellationToken [|token|]) => Task.Delay(1, token); static void N(Context c) { \"\".M(c, c); M(\"\", c, c.Token); } }", "static class C { public static Task M(this string s, Context ctx) => Task.Delay(1, ctx); static void N(Context c) { \"\".M(c); M(\"\", c); } }")]
    [InlineData("static class C { extension(string s) { public Task M(Context ctx, CancellationToken [|token|]) => Task.Delay(s.Length, token); } static void N(Context c) => \"\".M(c, c.Token); }", "static class C { extension(string s) { public Task M(Context ctx) => Task.Delay(s.Length, ctx); } static void N(Context c) => \"\".M(c); }")]
    public async Task Token_BesideAContext_IsDropped(string code, string expected) =>
        await Verify<OptionalContextRule>.FixesAsync<OptionalContextFixer>(code, expected);

    [Fact]
    public async Task Token_OverSeveralLines_IsDroppedWithItsLineAndItsDocumentation() => await Verify<OptionalContextRule>.FixesAsync<OptionalContextFixer>(
        """
        class C
        {
            /// <summary>Waits, until <paramref name="token"/> says otherwise. See <see cref="M(Context, int, CancellationToken)"/>.</summary>
            /// <param name="ctx">Ends it.</param>
            /// <param name="a">How long.</param>
            /// <param name="token">Ends it too.</param>
            /// <returns>Nothing.</returns>
            public Task M(
                Context ctx,
                int a, // seconds
                CancellationToken [|token|])
            {
                return M(
                    ctx,
                    a,
                    token);
            }

            public Task N(
                CancellationToken [|token|],
                Context ctx)
                => N(
                    token,
                    ctx);
        }
        """,
        """
        class C
        {
            /// <summary>Waits, until <paramref name="ctx"/> says otherwise. See <see cref="M(Context, int)"/>.</summary>
            /// <param name="ctx">Ends it.</param>
            /// <param name="a">How long.</param>
            /// <returns>Nothing.</returns>
            public Task M(
                Context ctx,
                int a // seconds
                )
            {
                return M(
                    ctx,
                    a);
            }

            public Task N(
                Context ctx)
                => N(
                    ctx);
        }
        """);

    [Theory]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) => Task.Delay(1, token); Task N(Context c, CancellationToken t) => M(c, t); }")]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) => Task.Delay(1, token); Task N(Context c, Context d) => M(c, d.Token); }")]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) => Task.Delay(1, token); Task N(CancellationTokenSource s) => M(Context.Background, s.Token); }")]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) { using var cancel = ctx.WithCancel(out var child); return M(child, token); } }")]
    [InlineData("class C { public Task M(Context ctx, CancellationToken [|token|]) { using var cancel = ctx.WithCancel(out ctx); return Task.Delay(1, token); } }")]
    [InlineData("class C { public void M(Context ctx, CancellationToken [|token|]) { Action<Context> f = ctx => Task.Delay(1, token); } }")]
    [InlineData("class C { public void M(Context ctx, CancellationToken [|token|]) { } Action<Context, CancellationToken> F => M; }")]
    [InlineData("class C { public void M(Context ctx, CancellationToken [|token|]) { } void M(Context ctx) { } }")]
    [InlineData("class C { public void M(Context ctx, long a, CancellationToken [|token|]) { } void M(Context ctx, int a) { } void N(Context c) => M(c, 1, c); }")]
    [InlineData("public delegate void D(Context ctx, CancellationToken [|token|]);")]
    public async Task Token_ThatMayBeASignalOfItsOwn_HasNoFix(string code) => await Verify<OptionalContextRule>.FixesAsync<OptionalContextFixer>(code, code);

    [Theory]
    [InlineData("class C { bool M(Context? [|ctx|]) => ctx is null; }")]
    [InlineData("delegate bool D(Context? [|ctx|], int a); class C { D F = (c, a) => c is null; }")]
    [InlineData("class C { bool M(Context? [|ctx|]) => ctx.HasValue && ctx.Value.IsDone; }")]
    [InlineData("class B { protected B(Context [|ctx|] = default) { } } class C : B { }")]
    public async Task Context_ThatCannotBeRequired_HasNoFix(string code) => await Verify<OptionalContextRule>.FixesAsync<OptionalContextFixer>(code, code);
}
