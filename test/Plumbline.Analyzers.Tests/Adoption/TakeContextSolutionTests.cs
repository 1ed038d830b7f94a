using Plumbline.Analyzers.CodeFixes.Adoption;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Adoption;

public sealed class TakeContextSolutionTests
{
    [Fact]
    public async Task PublicMethod_CalledFromAnotherProject_KeepsAnOverload()
    {
        using var solution = new TestSolution()
            .Add("Library", "Store.cs",
                """
                namespace Library;

                public class Store
                {
                    /// <summary>Loads.</summary>
                    /// <param name="id">Which one.</param>
                    /// <param name="token">Ends it.</param>
                    public async Task<T> $$LoadAsync<T>(int id, CancellationToken token = default)
                        where T : new()
                    {
                        await Task.Delay(id, token);
                        return new T();
                    }

                    public void Next() { }
                }
                """)
            .Add("App", "Page.cs",
                """
                using System.Text;
                using Library;
                using Tasks = System.Threading.Tasks;

                class Page
                {
                    Task<int> Get(Store store, CancellationToken stop) => store.LoadAsync<int>(1, stop);
                    Task<int> Get(Store store) => store.LoadAsync<int>(1);
                }
                """);

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal(
            """
            using Plumbline;

            namespace Library;

            public class Store
            {
                /// <summary>Loads.</summary>
                /// <param name="ctx">Ends it.</param>
                /// <param name="id">Which one.</param>
                public async Task<T> LoadAsync<T>(Context ctx, int id)
                    where T : new()
                {
                    await Task.Delay(id, ctx);
                    return new T();
                }

                /// <summary>Loads.</summary>
                /// <param name="id">Which one.</param>
                /// <param name="token">Ends it.</param>
                public Task<T> LoadAsync<T>(int id, CancellationToken token = default) where T : new() =>
                    LoadAsync<T>(Context.From(token), id);

                public void Next() { }
            }
            """,
            await solution.ReadAsync("Store.cs"));
        Assert.Equal(
            """
            using System.Text;
            using Library;
            using Plumbline;
            using Tasks = System.Threading.Tasks;

            class Page
            {
                Task<int> Get(Store store, CancellationToken stop) => store.LoadAsync<int>(Context.From(stop), 1);
                Task<int> Get(Store store) => store.LoadAsync<int>(Context.Todo(), 1);
            }
            """,
            await solution.ReadAsync("Page.cs"));
    }

    [Fact]
    public async Task InterfaceMethod_ImplementedInAnotherProject_ChangesWithAllImplementations()
    {
        using var solution = new TestSolution()
            .Add("Library", "IStore.cs", "using Plumbline;\n\npublic interface IStore\n{\n    Task SaveAsync(int id, $$CancellationToken token);\n}\n")
            .Add("Library", "Base.cs", "using Plumbline;\n\ninternal abstract class Base : IStore\n{\n    public abstract Task SaveAsync(int id, CancellationToken t);\n}\n\ninternal class Derived : Base\n{\n    public override Task SaveAsync(int id, CancellationToken t) => Task.Delay(id, t);\n}\n")
            .Add("App", "Store.cs", "using Plumbline;\n\nclass Store(IStore inner) : IStore\n{\n    Task IStore.SaveAsync(int id, CancellationToken stop) => inner.SaveAsync(id, stop);\n}\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal("using Plumbline;\n\npublic interface IStore\n{\n    Task SaveAsync(Context ctx, int id);\n\n    Task SaveAsync(int id, CancellationToken token) =>\n        SaveAsync(Context.From(token), id);\n}\n", await solution.ReadAsync("IStore.cs"));
        Assert.Equal("using Plumbline;\n\ninternal abstract class Base : IStore\n{\n    public abstract Task SaveAsync(Context ctx, int id);\n}\n\ninternal class Derived : Base\n{\n    public override Task SaveAsync(Context ctx, int id) => Task.Delay(id, ctx);\n}\n", await solution.ReadAsync("Base.cs"));
        Assert.Equal("using Plumbline;\n\nclass Store(IStore inner) : IStore\n{\n    Task IStore.SaveAsync(Context ctx, int id) => inner.SaveAsync(ctx, id);\n}\n", await solution.ReadAsync("Store.cs"));
    }

    [Fact]
    public async Task PublicConstructor_WithADerivedClass_KeepsAnOverload()
    {
        using var solution = new TestSolution()
            .Add("Library", "Job.cs", "using Plumbline;\n\npublic class Job\n{\n    public $$Job(int id, CancellationToken token = default)\n    {\n        token.ThrowIfCancellationRequested();\n    }\n}\n")
            .Add("App", "Mine.cs", "class Mine : Job\n{\n    Mine(CancellationToken stop) : base(1, stop) { }\n    static Job Make() => new(2);\n}\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal(
            "using Plumbline;\n\npublic class Job\n{\n    public Job(Context ctx, int id)\n    {\n        ctx.ThrowIfDone();\n    }\n\n    public Job(int id, CancellationToken token = default)\n        : this(Context.From(token), id)\n    {\n    }\n}\n",
            await solution.ReadAsync("Job.cs"));
        Assert.Equal("using Plumbline;\n\nclass Mine : Job\n{\n    Mine(CancellationToken stop) : base(Context.From(stop), 1) { }\n    static Job Make() => new(Context.Todo(), 2);\n}\n", await solution.ReadAsync("Mine.cs"));
    }

    [Fact]
    public async Task ExtensionMethod_CalledBothWays_ChangesBoth()
    {
        using var solution = new TestSolution()
            .Add("App", "Text.cs", "using Plumbline;\n\npublic static class Text\n{\n    public static Task $$WaitAsync(this string text, int n, CancellationToken token) => Task.Delay(n, token);\n}\n")
            .Add("App", "Use.cs", "class Use\n{\n    void M(CancellationToken t) { \"\".WaitAsync(1, t); Text.WaitAsync(\"\", 2, t); }\n}\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal("using Plumbline;\n\npublic static class Text\n{\n    public static Task WaitAsync(this string text, Context ctx, int n) => Task.Delay(n, ctx);\n\n    public static Task WaitAsync(this string text, int n, CancellationToken token) =>\n        WaitAsync(text, Context.From(token), n);\n}\n", await solution.ReadAsync("Text.cs"));
        Assert.Equal("using Plumbline;\n\nclass Use\n{\n    void M(CancellationToken t) { \"\".WaitAsync(Context.From(t), 1); Text.WaitAsync(\"\", Context.From(t), 2); }\n}\n", await solution.ReadAsync("Use.cs"));
    }

    [Fact]
    public async Task Methods_OneAfterTheOther_PassOneContextOn()
    {
        using var solution = new TestSolution().Add("App", "C.cs", "using Plumbline;\n\nclass C\n{\n    Task A(CancellationToken t) => B(1, t);\n    Task $$B(int n, CancellationToken t) => Task.Delay(n, t);\n}\n");
        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());
        using var second = new TestSolution().Add("App", "C.cs", (await solution.ReadAsync("C.cs")).Replace("Task A", "Task $$A", StringComparison.Ordinal));

        Assert.True(await second.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal("using Plumbline;\n\nclass C\n{\n    Task A(Context ctx) => B(ctx, 1);\n    Task B(Context ctx, int n) => Task.Delay(n, ctx);\n}\n", await second.ReadAsync("C.cs"));
    }

    [Fact]
    public async Task File_WithAContextOfItsOwn_NamesOursInFull()
    {
        using var solution = new TestSolution()
            .Add("App", "C.cs", "class Context { }\n\nclass C\n{\n    void $$M(CancellationToken t) => t.ThrowIfCancellationRequested();\n    void N() => M(default);\n}\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal("class Context { }\n\nclass C\n{\n    void M(global::Plumbline.Context ctx) => ctx.ThrowIfDone();\n    void N() => M(global::Plumbline.Context.Background);\n}\n", await solution.ReadAsync("C.cs"));
    }

    [Fact]
    public async Task File_WithAHeader_KeepsItOnTop()
    {
        using var solution = new TestSolution().Add("App", "C.cs", "// Ours.\r\n\r\nnamespace N;\r\n\r\n/// <summary>C.</summary>\r\nclass C\r\n{\r\n    public void $$M(CancellationToken t) { }\r\n}\r\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal("// Ours.\r\n\r\nusing Plumbline;\r\n\r\nnamespace N;\r\n\r\n/// <summary>C.</summary>\r\nclass C\r\n{\r\n    public void M(Context ctx) { }\r\n}\r\n", await solution.ReadAsync("C.cs"));
    }

    [Theory]
    [InlineData("internal Task $$M(int n, CancellationToken t) => Task.Delay(s.Length + n, t);", "internal Task M(Context ctx, int n) => Task.Delay(s.Length + n, ctx);")]
    [InlineData("public Task $$M(int n, CancellationToken t) => Task.Delay(n, t);", "public Task M(Context ctx, int n) => Task.Delay(n, ctx);\n\n        public Task M(int n, CancellationToken t) =>\n            s.M(Context.From(t), n);")]
    public async Task ExtensionMember_TakesAContext(string member, string expected)
    {
        using var solution = new TestSolution()
            .Add("App", "E.cs", $"using Plumbline;\n\npublic static class E\n{{\n    extension(string s)\n    {{\n        {member}\n    }}\n}}\n")
            .Add("App", "Use.cs", "using Plumbline;\n\nclass Use\n{\n    void N(CancellationToken t) => \"\".M(1, t);\n}\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal($"using Plumbline;\n\npublic static class E\n{{\n    extension(string s)\n    {{\n        {expected}\n    }}\n}}\n", await solution.ReadAsync("E.cs"));
        Assert.Equal("using Plumbline;\n\nclass Use\n{\n    void N(CancellationToken t) => \"\".M(Context.From(t), 1);\n}\n", await solution.ReadAsync("Use.cs"));
    }

    [Fact]
    public async Task ExtensionMember_CalledAsStatic_IsNotOffered()
    {
        using var solution = new TestSolution()
            .Add("App", "E.cs", "static class E\n{\n    extension(string s)\n    {\n        internal Task $$M(CancellationToken t) => Task.Delay(s.Length, t);\n    }\n}\n")
            .Add("App", "Use.cs", "class Use\n{\n    void N(CancellationToken t) => E.M(\"\", t);\n}\n");

        Assert.False(await solution.RefactorAsync<TakeContextRefactoring>());
    }

    [Theory]
    [InlineData("Use.g.cs", false)]
    [InlineData("Use.cs", true)]
    public async Task Call_InAGeneratedFile_IsNotChanged(string file, bool isOffered)
    {
        using var solution = new TestSolution()
            .Add("App", "C.cs", "class C\n{\n    internal static void $$M(CancellationToken t) { }\n}\n")
            .Add("App", file, "class Use\n{\n    void N() => C.M(default);\n}\n");

        Assert.Equal(isOffered, await solution.RefactorAsync<TakeContextRefactoring>());
    }

    [Fact]
    public async Task MethodGroup_OfAPublicMethod_FindsTheOverload()
    {
        using var solution = new TestSolution().Add("App", "C.cs", "using Plumbline;\n\npublic class C\n{\n    public static void $$M(CancellationToken t) { }\n\n    Action<CancellationToken> F = M;\n}\n");

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Contains("Action<CancellationToken> F = M;", await solution.ReadAsync("C.cs"), StringComparison.Ordinal);
    }
}
