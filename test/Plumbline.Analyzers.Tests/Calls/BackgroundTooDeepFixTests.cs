using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class BackgroundTooDeepFixTests
{
    private const string Api = "\nstatic class Api { public static Task Ours(Context ctx, int id = 0) => Task.CompletedTask; public static Task Theirs(CancellationToken token) => Task.CompletedTask; }\n";

    [Fact]
    public async Task Fix_Method_TakesContextAndCallersHandOneIn() => await FixesAsync(
        """
        class C
        {
            // Loads.
            public async Task LoadAsync(int id) // by number
            {
                await Api.Ours([|Context.Background|], id);
                if (id > 0) { await LoadAsync(id - 1); }
            }

            Task With(Context context) => LoadAsync(1);

            Task Without() => this.LoadAsync(id: 2);

            string Name => nameof(LoadAsync);
        }

        class D(C c)
        {
            async Task Child(Context outer)
            {
                using var cancel = outer.WithCancel(out var child);
                await c.LoadAsync(/* three */ 3);
            }
        }
        """,
        """
        class C
        {
            // Loads.
            public async Task LoadAsync(Context ctx, int id) // by number
            {
                await Api.Ours(ctx, id);
                if (id > 0) { await LoadAsync(ctx, id - 1); }
            }

            Task With(Context context) => LoadAsync(context, 1);

            Task Without() => this.LoadAsync(Context.Todo(), id: 2);

            string Name => nameof(LoadAsync);
        }

        class D(C c)
        {
            async Task Child(Context outer)
            {
                using var cancel = outer.WithCancel(out var child);
                await c.LoadAsync(/* three */ child, 3);
            }
        }
        """);

    [Fact]
    public async Task Fix_Extension_TakesContextAfterThis() => await FixesAsync(
        "static class C { static Task Load(this string text) => Api.Ours([|Context.Background|]); static Task A() => \"a\".Load(); static Task B(Context ctx) => C.Load(\"b\"); }",
        "static class C { static Task Load(this string text, Context ctx) => Api.Ours(ctx); static Task A() => \"a\".Load(Context.Todo()); static Task B(Context ctx) => C.Load(\"b\", ctx); }");

    [Fact]
    public async Task Fix_ContextInScope_UsesIt() => await FixesAsync(
        "class C { async Task M(Context ctx) { using var cancel = [|Context.Background|].WithCancel(out var child); await Api.Ours(child); } }",
        "class C { async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var child); await Api.Ours(child); } }");

    [Fact]
    public async Task Fix_SeveralInOneMethod_ReplacesEach() => await FixesAsync(
        "class C { async Task M() { await Api.Ours([|Context.Background|]); await Api.Theirs([|Context.Background|]); try { } finally { await Api.Ours(Context.Background); } } }",
        "class C { async Task M(Context ctx) { await Api.Ours(ctx); await Api.Theirs(ctx); try { } finally { await Api.Ours(Context.Background); } } }");

    [Fact]
    public async Task Fix_LocalContextInScope_TakesOneAllTheSame() => await FixesAsync(
        "class C { void M() { using var a = [|Context.Background|].WithCancel(out var one); using var b = [|Context.Background|].WithCancel(out var other); } }",
        "class C { void M(Context ctx) { using var a = ctx.WithCancel(out var one); using var b = ctx.WithCancel(out var other); } }");

    [Theory]
    [InlineData("class C { Task M() => Api.Ours([|Context.Background|]); Func<Task> F => M; }")]
    [InlineData("class C { Task M(int ctx) => Api.Ours([|Context.Background|], ctx); }")]
    [InlineData("class C { public virtual Task M() => Api.Ours([|Context.Background|]); } class D : C { public override Task M() => Task.CompletedTask; }")]
    [InlineData("interface I { Task M() => Api.Ours([|Context.Background|]); } class D : I { public Task M() => Task.CompletedTask; }")]
    public async Task Fix_UsedAsDelegateOrNameTaken_IsNotOffered(string code) => await FixesAsync(code, code);

    [Fact]
    public async Task Fix_DocumentedMethod_DocumentsTheContext() => await FixesAsync(
        """
        static class C
        {
            /// <summary>Loads.</summary>
            /// <param name="text">From where.</param>
            /// <param name="id">Which one.</param>
            public static Task Load(this string text, int id) => Api.Ours([|Context.Background|], id);

            /// <summary>Loads <paramref name="id"/>.</summary>
            public static Task Other(int id) => Api.Ours([|Context.Background|], id);

            /** <summary>Loads.</summary>
             *  <param name="id">Which one.</param>
             */
            public static Task Third(int id) => Api.Ours([|Context.Background|], id);
        }
        """,
        """
        static class C
        {
            /// <summary>Loads.</summary>
            /// <param name="text">From where.</param>
            /// <param name="ctx">The caller's context.</param>
            /// <param name="id">Which one.</param>
            public static Task Load(this string text, Context ctx, int id) => Api.Ours(ctx, id);

            /// <summary>Loads <paramref name="id"/>.</summary>
            public static Task Other(Context ctx, int id) => Api.Ours(ctx, id);

            /** <summary>Loads.</summary>
             *  <param name="ctx">The caller's context.</param>
             *  <param name="id">Which one.</param>
             */
            public static Task Third(Context ctx, int id) => Api.Ours(ctx, id);
        }
        """);

    [Fact]
    public async Task FixAll_SeveralFiles_ChangesCallsInEach() => await Verify<BackgroundTooDeepRule>.FixesAsync<BackgroundTooDeepFixer>(
        (
            "static class C { public static Task Load(this string text) => Api.Ours([|Context.Background|]); static Task Here() => \"a\".Load(); }" + Api,
            "static class C { public static Task Load(this string text, Context ctx) => Api.Ours(ctx); static Task Here() => \"a\".Load(Context.Todo()); }" + Api),
        (
            "class D { Task Static(Context outer) => C.Load(\"b\"); Task Own(int id) => Api.Ours([|Context.Background|], id); }",
            "class D { Task Static(Context outer) => C.Load(\"b\", outer); Task Own(Context ctx, int id) => Api.Ours(ctx, id); }"),
        (
            "class E { [ContextRoot] async Task M(D d) { var root = Context.Background; await \"c\".Load(); } }",
            "class E { [ContextRoot] async Task M(D d) { var root = Context.Background; await \"c\".Load(root); } }"));

    private static Task FixesAsync(string code, string expected) => Verify<BackgroundTooDeepRule>.FixesAsync<BackgroundTooDeepFixer>(code + Api, expected + Api);

    [Fact]
    public async Task Method_LaidOutInAWayOfItsOwn_KeepsIt() => await Verify<BackgroundTooDeepRule>.FixesAsync<BackgroundTooDeepFixer>(
        "class C\n{\n\tpublic Task M(int id )\n\t{\n\t\tvar  late = id>0;\n\t\treturn late ? Api.Ours([|Context.Background|],id) : Task.CompletedTask;\n\t}\n\n\tvoid N() { }\n}\n" + Api,
        "class C\n{\n\tpublic Task M(Context ctx, int id )\n\t{\n\t\tvar  late = id>0;\n\t\treturn late ? Api.Ours(ctx,id) : Task.CompletedTask;\n\t}\n\n\tvoid N() { }\n}\n" + Api);

    [Fact]
    public async Task ExtensionMember_CalledAsStaticInAnotherFile_HasNoFix() => await Verify<BackgroundTooDeepRule>.FixesAsync<BackgroundTooDeepFixer>(
        (
            "static class C { extension(string s) { public Task M() => Task.Delay(s.Length, [|Context.Background|]); } }",
            "static class C { extension(string s) { public Task M() => Task.Delay(s.Length, [|Context.Background|]); } }"),
        (
            "class D { Task N() => C.M(\"\"); }",
            "class D { Task N() => C.M(\"\"); }"));
}
