using Plumbline.Analyzers.CodeFixes.Declarations;
using Plumbline.Analyzers.Declarations;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Declarations;

public sealed class ContextNotFirstFixTests
{
    [Theory]
    [InlineData("class C { void M(int a, Context [|ctx|]) => M(a, ctx); }", "class C { void M(Context ctx, int a) => M(ctx, a); }")]
    [InlineData("class C { void M(int a, Context [|ctx|], int b = 1) => M(a, ctx, b); }", "class C { void M(Context ctx, int a, int b = 1) => M(ctx, a, b); }")]
    [InlineData("class C { void M(int a, int b, Context [|ctx|]) => M(b: b, a: a, ctx: ctx); }", "class C { void M(Context ctx, int a, int b) => M(ctx: ctx, b: b, a: a); }")]
    [InlineData("class C { void M(int a, Context [|ctx|], int b) => M(a, b: b, ctx: ctx); }", "class C { void M(Context ctx, int a, int b) => M(ctx: ctx, a, b: b); }")]
    [InlineData("class C { void M(int a, Context [|ctx|], params int[] b) => M(a, ctx, 1, 2, 3); }", "class C { void M(Context ctx, int a, params int[] b) => M(ctx, a, 1, 2, 3); }")]
    [InlineData("static class C { static void M(this string s, int a, Context [|ctx|]) { s.M(a, ctx); s?.M(a, ctx); M(s, a, ctx); } }", "static class C { static void M(this string s, Context ctx, int a) { s.M(ctx, a); s?.M(ctx, a); M(s, ctx, a); } }")]
    [InlineData("class C { C(int a, Context [|ctx|]) { } C(Context ctx) : this(1, ctx) { C c = new(2, ctx); c = new C(3, ctx) { }; } }", "class C { C(Context ctx, int a) { } C(Context ctx) : this(ctx, 1) { C c = new(ctx, 2); c = new C(ctx, 3) { }; } }")]
    [InlineData("class B(int a, Context [|ctx|]) { int A = a; bool D = ctx.IsDone; } class C(int a, Context [|ctx|]) : B(a, ctx);", "class B(Context ctx, int a) { int A = a; bool D = ctx.IsDone; } class C(Context ctx, int a) : B(ctx, a);")]
    [InlineData("class C { void M(Context c) { L(1, c); static void L(int a, Context [|ctx|]) { } } }", "class C { void M(Context c) { L(c, 1); static void L(Context ctx, int a) { } } }")]
    [InlineData("interface I { void M(int a, Context [|ctx|]); } class C : I { public virtual void M(int x, Context c) { } } class D : C { public override void M(int y, Context z) => base.M(y, z); } class E : I { void I.M(int a, Context ctx) { } }", "interface I { void M(Context ctx, int a); } class C : I { public virtual void M(Context c, int x) { } } class D : C { public override void M(Context z, int y) => base.M(z, y); } class E : I { void I.M(Context ctx, int a) { } }")]
    [InlineData("partial class C { partial void M(int a, Context [|ctx|]); } partial class C { partial void M(int b, Context c) { } void N() => M(1, default); }", "partial class C { partial void M(Context ctx, int a); } partial class C { partial void M(Context c, int b) { } void N() => M(default, 1); }")]
    [InlineData("class C { T M<T>(T a, Context [|ctx|]) => M<T>(M(a, ctx), ctx); string N => nameof(M); }", "class C { T M<T>(Context ctx, T a) => M<T>(ctx, M(ctx, a)); string N => nameof(M); }")]
    [InlineData("/// <see cref=\"M(int, Context)\"/>\nclass C { void M(int a, Context [|ctx|]) { } }", "/// <see cref=\"M(Context, int)\"/>\nclass C { void M(Context ctx, int a) { } }")]
    [InlineData("static class C { extension(string s) { public void M(int a, Context [|ctx|]) { s.M(a, ctx); } public static void N(int a, Context [|ctx|]) => string.N(a, ctx); } static void O(Context c) { \"\".M(1, c); string.N(2, c); } }", "static class C { extension(string s) { public void M(Context ctx, int a) { s.M(ctx, a); } public static void N(Context ctx, int a) => string.N(ctx, a); } static void O(Context c) { \"\".M(c, 1); string.N(c, 2); } }")]
    [InlineData("class C { void M(long a, Context [|ctx|]) { } void M(Context ctx, int a) { } void N(Context c) { M(1L, c); M(c, 1); } }", "class C { void M(Context ctx, long a) { } void M(Context ctx, int a) { } void N(Context c) { M(c, 1L); M(c, 1); } }")]
    public async Task Context_MovedToTheFront_MovesAtEveryCall(string code, string expected) =>
        await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(code, expected);

    [Theory]
    [InlineData("delegate void D(int a, Context [|ctx|]);", "delegate void D(Context ctx, int a);")]
    [InlineData("delegate T D<T>(int a, Context [|ctx|], T b); class C { D<string> F = (x, c, y) => y; string M(Context ctx, D<string> d) => d(1, ctx, \"\"); }", "delegate T D<T>(Context ctx, int a, T b); class C { D<string> F = (c, x, y) => y; string M(Context ctx, D<string> d) => d(ctx, 1, \"\"); }")]
    [InlineData("delegate bool D(int a, Context [|ctx|]); class C { D F = (int a, Context c) => c.IsDone; D G = delegate (int a, Context c) { return c.IsDone; }; D H = delegate { return true; }; }", "delegate bool D(Context ctx, int a); class C { D F = (Context c, int a) => c.IsDone; D G = delegate (Context c, int a) { return c.IsDone; }; D H = delegate { return true; }; }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { event D? E; void M(Context ctx) { E += (a, c) => { }; E -= new D((_, _) => { }); E?.Invoke(1, ctx); E!(2, ctx: ctx); object o = (D)((a, c) => { }); } }", "delegate void D(Context ctx, int a); class C { event D? E; void M(Context ctx) { E += (c, a) => { }; E -= new D((_, _) => { }); E?.Invoke(ctx, 1); E!(ctx: ctx, 2); object o = (D)((c, a) => { }); } }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { void M(Context ctx) { N((a, c) => c.ThrowIfDone()); D d = (a, c) => { D e = (b, f) => { }; e(a, c); }; } void N(D d) { } void N(Action a) { } }", "delegate void D(Context ctx, int a); class C { void M(Context ctx) { N((c, a) => c.ThrowIfDone()); D d = (c, a) => { D e = (f, b) => { }; e(c, a); }; } void N(D d) { } void N(Action a) { } }")]
    [InlineData("delegate int D(int a, Context [|ctx|]); class C { System.Linq.Expressions.Expression<D> F = (a, c) => a; int M(Context ctx, D d) => d(d(1, ctx), ctx); Func<int, Context, int> G = (a, c) => a; }", "delegate int D(Context ctx, int a); class C { System.Linq.Expressions.Expression<D> F = (c, a) => a; int M(Context ctx, D d) => d(ctx, d(ctx, 1)); Func<int, Context, int> G = (a, c) => a; }")]
    public async Task Context_OfADelegate_MovesInWhatIsMadeForItAndAtEveryCall(string code, string expected) =>
        await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(code, expected);

    [Fact]
    public async Task Documentation_OfAMovedParameter_MovesWithIt() => await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(
        """
        class C
        {
            /// <summary>Adds.</summary>
            /// <param name="a">The first.</param>
            /// <param name="b">
            /// The second, if there is <paramref name="a"/>.
            /// </param>
            /// <param name="ctx">Ends it.</param>
            /// <param name="c">The last.</param>
            /// <returns>The sum.</returns>
            int M(int a, int b, Context [|ctx|], int c) => a + b + c;

            /// <param name="ctx">In an order of its own, which stays.</param>
            /// <param name="b">The second.</param>
            /// <param name="a">The first.</param>
            int N(int a, int b, Context [|ctx|]) => a + b;
        }
        """,
        """
        class C
        {
            /// <summary>Adds.</summary>
            /// <param name="ctx">Ends it.</param>
            /// <param name="a">The first.</param>
            /// <param name="b">
            /// The second, if there is <paramref name="a"/>.
            /// </param>
            /// <param name="c">The last.</param>
            /// <returns>The sum.</returns>
            int M(Context ctx, int a, int b, int c) => a + b + c;

            /// <param name="ctx">In an order of its own, which stays.</param>
            /// <param name="b">The second.</param>
            /// <param name="a">The first.</param>
            int N(Context ctx, int a, int b) => a + b;
        }
        """);

    [Theory]
    [InlineData("N(1), Derive(ctx)", "a: N(1), ctx: Derive(ctx)")]
    [InlineData("1, Derive(ctx)", "Derive(ctx), 1")]
    [InlineData("N(1), ctx", "ctx, N(1)")]
    [InlineData("N(2, out ctx), ctx", "a: N(2, out ctx), ctx: ctx")]
    [InlineData("n++, ctx", "a: n++, ctx: ctx")]
    public async Task Argument_ThatWouldBeEvaluatedSooner_IsNamedInstead(string arguments, string expected) =>
        await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(Calling("int a, Context [|ctx|]", arguments), Calling("Context ctx, int a", expected));

    [Fact]
    public async Task Lists_OverSeveralLines_KeepTheirLinesAndComments() => await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(
        """
        class C
        {
            void M(
                int a, // the first
                Context [|ctx|],
                int b)
            {
                M(
                    1,
                    ctx,
                    /* two */ 2);
            }
        }
        """,
        """
        class C
        {
            void M(
                Context ctx,
                int a, // the first
                int b)
            {
                M(
                    ctx,
                    1,
                    /* two */ 2);
            }
        }
        """);

    [Theory]
    [InlineData("class C { void M(int a, Context [|ctx|]) { Action<int, Context> f = M; } }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { D F = M; static void M(int a, Context [|ctx|]) { } }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { D F = new D(M); static void M(int a, Context [|ctx|]) { } }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { object F = (D)C.M; static void M(int a, Context [|ctx|]) { } }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { event D? E; void N() => E += M; static void M(int a, Context [|ctx|]) { } }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { Action<int, Context> F(D d) => d.Invoke; }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { Action<int, Context> F(D d) => new(d); }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { D F(Action<int, Context> f) => new D(f); }")]
    [InlineData("delegate void D(int a, Context [|ctx|]); class C { object F(D d) => d.BeginInvoke(1, default, null, null); }")]
    [InlineData("class C { void M(int a, Context [|ctx|], params int[] b) { } void N(Context ctx) => M(F(), G(ctx), 1, 2); int F() => 1; Context G(Context ctx) => ctx; }")]
    [InlineData("class C { void M(int a, Context [|ctx|]) { } void M(Context ctx, int a) { } }")]
    [InlineData("class C { void M(long a, Context [|ctx|]) { } void M(Context ctx, int a) { } void N(Context c) => M(1, c); }")]
    [InlineData("class C { void M(long a, Context [|ctx|]) { } void M(Context ctx, object a) { } void N(Context c) => M(c, 5L); }")]
    [InlineData("class B { protected void M(Context ctx, int a) { } } class C : B { void M(long a, Context [|ctx|]) { } void N(Context c) => M(c, 5); }")]
    [InlineData("class C { C(long a, Context [|ctx|]) { } C(Context ctx, int a) { } C N(Context c) => new(1, c); }")]
    public async Task Context_ThatCannotBeMoved_HasNoFix(string code) => await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(code, code);

    [Fact]
    public async Task ExtensionMember_CalledAsStaticInAnotherFile_HasNoFix() => await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(
        (
            "static class C { extension(string s) { public void M(int a, Context [|ctx|]) { } } }",
            "static class C { extension(string s) { public void M(int a, Context [|ctx|]) { } } }"),
        (
            "class D { void N(Context ctx) => C.M(\"\", 1, ctx); }",
            "class D { void N(Context ctx) => C.M(\"\", 1, ctx); }"));

    [Fact]
    public async Task FixAll_SeveralFiles_MovesAtEveryCall() => await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(
        (
            "public class A { public void M(int a, Context [|ctx|]) => new B().N(\"\", ctx); }",
            "public class A { public void M(Context ctx, int a) => new B().N(ctx, \"\"); }"),
        (
            "public class B { public void N(string b, Context [|ctx|]) => new A().M(b.Length, ctx); }",
            "public class B { public void N(Context ctx, string b) => new A().M(ctx, b.Length); }"),
        (
            "class D : A { void O(Context ctx) { M(1, ctx); new B().N(b: \"\", ctx); } }",
            "class D : A { void O(Context ctx) { M(ctx, 1); new B().N(ctx, b: \"\"); } }"));

    [Fact]
    public async Task FixAll_DelegateAndMethodsOfSeveralFiles_MovesInAll() => await Verify<ContextNotFirstRule>.FixesAsync<ContextNotFirstFixer>(
        (
            "public delegate void D(int a, Context [|ctx|]); public class A { public void M(D d, Context [|ctx|]) => d(1, ctx); }",
            "public delegate void D(Context ctx, int a); public class A { public void M(Context ctx, D d) => d(ctx, 1); }"),
        (
            "class B { void N(Context ctx) => new A().M((a, c) => O(a, c), ctx); void O(int a, Context [|ctx|]) { } }",
            "class B { void N(Context ctx) => new A().M(ctx, (c, a) => O(c, a)); void O(Context ctx, int a) { } }"));

    private static string Calling(string parameters, string arguments) =>
        $$"""
        class C
        {
            void M({{parameters}}) { }
            void Call(Context ctx, int n) => M({{arguments}});
            int N(int n) => n;
            int N(int n, out Context ctx) { ctx = default; return n; }
            Context Derive(Context ctx) => ctx;
        }
        """;
}
