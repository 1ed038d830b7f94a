using Plumbline.Analyzers.CodeFixes.Adoption;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Adoption;

public sealed class TakeContextTests
{
    [Theory]
    [InlineData("Task M($$CancellationToken token) => Task.CompletedTask;", "Task M(Context ctx) => Task.CompletedTask;")]
    [InlineData("Task $$M(int a, CancellationToken token = default) => Task.Delay(a, token);", "Task M(Context ctx, int a) => Task.Delay(a, ctx);")]
    [InlineData("void $$M(CancellationToken t) { t.ThrowIfCancellationRequested(); }", "void M(Context ctx) { ctx.ThrowIfDone(); }")]
    [InlineData("bool $$M(CancellationToken t) => !t.IsCancellationRequested;", "bool M(Context ctx) => !ctx.IsDone;")]
    [InlineData("object $$M(CancellationToken t) => t.Register(() => { });", "object M(Context ctx) => ctx.Token.Register(() => { });")]
    [InlineData("bool $$M(CancellationToken t) => t.CanBeCanceled && t.WaitHandle.WaitOne(0);", "bool M(Context ctx) => ctx.Token.CanBeCanceled && ctx.Token.WaitHandle.WaitOne(0);")]
    [InlineData("object $$M(CancellationToken t) => t;", "object M(Context ctx) => ctx.Token;")]
    [InlineData("CancellationToken $$M(CancellationToken t) { var u = t; return u; }", "CancellationToken M(Context ctx) { var u = ctx.Token; return u; }")]
    [InlineData("string $$M(CancellationToken t) => nameof(t);", "string M(Context ctx) => nameof(ctx);")]
    [InlineData("void $$M(CancellationToken t) { void L() => t.ThrowIfCancellationRequested(); Action f = () => Task.Delay(1, t); L(); }", "void M(Context ctx) { void L() => ctx.ThrowIfDone(); Action f = () => Task.Delay(1, ctx); L(); }")]
    [InlineData("void $$M(CancellationToken t) { Func<CancellationToken, bool> f = static t => t.IsCancellationRequested; f(t); }", "void M(Context ctx) { Func<CancellationToken, bool> f = static t => t.IsCancellationRequested; f(ctx); }")]
    [InlineData("object $$M(CancellationToken t) => CancellationTokenSource.CreateLinkedTokenSource(t);", "object M(Context ctx) => CancellationTokenSource.CreateLinkedTokenSource(ctx);")]
    [InlineData("object $$M(CancellationToken t) => CancellationTokenSource.CreateLinkedTokenSource(t, default);", "object M(Context ctx) => CancellationTokenSource.CreateLinkedTokenSource(ctx, default);")]
    [InlineData("void $$M(CancellationToken t) { Generic(t); Overloaded(t); Params(t); } void Generic<T>(T t) { } void Overloaded(CancellationToken t) { } void Overloaded<T>(T t) { } void Params(params object[] all) { }", "void M(Context ctx) { Generic(ctx.Token); Overloaded(ctx.Token); Params(ctx.Token); } void Generic<T>(T t) { } void Overloaded(CancellationToken t) { } void Overloaded<T>(T t) { } void Params(params object[] all) { }")]
    [InlineData("async Task $$M(C? c, CancellationToken t) { await (c?.N(t) ?? Task.CompletedTask); } Task N(CancellationToken t) => Task.Delay(1, t);", "async Task M(Context ctx, C? c) { await (c?.N(ctx.Token) ?? Task.CompletedTask); } Task N(CancellationToken t) => Task.Delay(1, t);")]
    [InlineData("async IAsyncEnumerable<int> $$M(int n, CancellationToken t) { await Task.Delay(n, t); yield return 1; }", "async IAsyncEnumerable<int> M(Context ctx, int n) { await Task.Delay(n, ctx); yield return 1; }")]
    [InlineData("T $$M<T>(T a, CancellationToken t, params int[] rest) where T : class => M(a, t, 1, 2);", "T M<T>(Context ctx, T a, params int[] rest) where T : class => M(ctx, a, 1, 2);")]
    [InlineData("Task $$M(int a, CancellationToken t) => N(a, t); Task N(int a, CancellationToken t) => N(Context.From(t), a); Task N(Context ctx, int a) => Task.CompletedTask;", "Task M(Context ctx, int a) => N(a, ctx); Task N(int a, CancellationToken t) => N(Context.From(t), a); Task N(Context ctx, int a) => Task.CompletedTask;")]
    [InlineData("Task $$M(int a, CancellationToken t) => this.N(a, t); Task N(int a, CancellationToken t) => N(Context.From(t), a); Task N(Context ctx, int a) => Task.CompletedTask;", "Task M(Context ctx, int a) => this.N(ctx, a); Task N(int a, CancellationToken t) => N(Context.From(t), a); Task N(Context ctx, int a) => Task.CompletedTask;")]
    [InlineData("Task $$M(CancellationToken t) => N(Context.From(t)); Task N(Context ctx) => Task.CompletedTask;", "Task M(Context ctx) => N(ctx); Task N(Context ctx) => Task.CompletedTask;")]
    [InlineData("int ctx; int $$M(CancellationToken t) => t.CanBeCanceled ? ctx : 0;", "int ctx; int M(Context callCtx) => callCtx.Token.CanBeCanceled ? ctx : 0;")]
    [InlineData("void $$M(CancellationToken t)\n    {\n        t = default;\n        Task.Delay(1, t);\n    }", "void M(Context ctx)\n    {\n        var t = ctx.Token;\n        t = default;\n        Task.Delay(1, t);\n    }")]
    [InlineData("void $$M(CancellationToken t)\n    {\n        N(ref t);\n    }\n\n    void N(ref CancellationToken t) { }", "void M(Context ctx)\n    {\n        var t = ctx.Token;\n        N(ref t);\n    }\n\n    void N(ref CancellationToken t) { }")]
    [InlineData("void M() { L(1, default); void $$L(int a, CancellationToken t) => t.ThrowIfCancellationRequested(); }", "void M() { L(Context.Background, 1); void L(Context ctx, int a) => ctx.ThrowIfDone(); }")]
    [InlineData("C() : this(1, CancellationToken.None) { } $$C(int a, CancellationToken t) { }", "C() : this(Context.Background, 1) { } C(Context ctx, int a) { }")]
    [InlineData("/// <summary>Until <paramref name=\"t\"/>.</summary>\n    /// <param name=\"t\">Ends it.</param>\n    void $$M(CancellationToken t) { }", "/// <summary>Until <paramref name=\"ctx\"/>.</summary>\n    /// <param name=\"ctx\">Ends it.</param>\n    void M(Context ctx) { }")]
    [InlineData("/// <param name=\"a\">A number.</param>\n    /// <param name=\"t\">Ends it, not <paramref name=\"t\"/> alone.</param>\n    void $$M(int a, CancellationToken t) { }", "/// <param name=\"ctx\">Ends it, not <paramref name=\"ctx\"/> alone.</param>\n    /// <param name=\"a\">A number.</param>\n    void M(Context ctx, int a) { }")]
    [InlineData("[System.Runtime.CompilerServices.MethodImpl(256)] void $$M(CancellationToken t) { }", "[System.Runtime.CompilerServices.MethodImpl(256)] void M(Context ctx) { }")]
    public async Task Method_WithAToken_TakesAContext(string member, string expected)
    {
        using var solution = new TestSolution().Add("App", "C.cs", Class(member));

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal(Class(expected), await solution.ReadAsync("C.cs"));
    }

    [Theory]
    [InlineData("M(1, token);", "M(Context.From(token), 1);")]
    [InlineData("M(1, source.Token);", "M(Context.From(source.Token), 1);")]
    [InlineData("M(1);", "M(Context.Todo(), 1);")]
    [InlineData("M(1, default);", "M(Context.Background, 1);")]
    [InlineData("M(1, CancellationToken.None);", "M(Context.Background, 1);")]
    [InlineData("M(token: token, a: 1);", "M(ctx: Context.From(token), a: 1);")]
    [InlineData("Context ctx = default; M(1, ctx);", "Context ctx = default; M(ctx, 1);")]
    [InlineData("Context ctx = default; M(1, ctx.Token);", "Context ctx = default; M(ctx, 1);")]
    [InlineData("Context ctx = default; M(1);", "Context ctx = default; M(ctx, 1);")]
    [InlineData("Context ctx = default; M(1, token);", "Context ctx = default; M(Context.From(token), 1);")]
    [InlineData("using var cancel = Context.Background.WithCancel(out var call); M(1);", "using var cancel = Context.Background.WithCancel(out var call); M(call, 1);")]
    [InlineData("Context late; M(1); late = default;", "Context late; M(Context.Todo(), 1); late = default;")]
    [InlineData("M(await N(), source.Token);", "M(a: await N(), ctx: Context.From(source.Token));")]
    [InlineData("M(await N(), token);", "M(a: await N(), ctx: Context.From(token));")]
    [InlineData("Func<Task> f = () => M(1, token);", "Func<Task> f = () => M(Context.From(token), 1);")]
    [InlineData("_ = this?.M(1, token);", "_ = this?.M(Context.From(token), 1);")]
    [InlineData("M(\n            1, // one\n            token);", "M(\n            Context.From(token), // one\n            1);")]
    public async Task Call_OfTheMethod_GetsAContext(string call, string expected)
    {
        using var solution = new TestSolution()
            .Add("App", "C.cs", Class("internal Task $$M(int a, CancellationToken token = default) => Task.CompletedTask;", "partial "))
            .Add("App", "Caller.cs", Caller(call));

        Assert.True(await solution.RefactorAsync<TakeContextRefactoring>());

        Assert.Equal(Caller(expected), await solution.ReadAsync("Caller.cs"));
    }

    [Theory]
    [InlineData("Task $$M(CancellationToken a, CancellationToken b) => Task.CompletedTask;")]
    [InlineData("Task $$M(Context ctx, CancellationToken t) => Task.CompletedTask;")]
    [InlineData("Task $$M(int a) => Task.CompletedTask;")]
    [InlineData("Task $$M(CancellationToken? t) => Task.CompletedTask;")]
    [InlineData("void $$M(ref CancellationToken t) { }")]
    [InlineData("async IAsyncEnumerable<int> $$M([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken t) { await Task.Delay(1, t); yield return 1; }")]
    [InlineData("[Microsoft.AspNetCore.Mvc.HttpGet] public Task $$M(CancellationToken t) => Task.CompletedTask;")]
    [InlineData("void $$M(CancellationToken t) => t = default;")]
    [InlineData("void $$M(CancellationToken t) { } void N() { Action<CancellationToken> f = M; }")]
    [InlineData("void $$M(int a, CancellationToken t) { } void M(Context ctx, int a) { }")]
    [InlineData("void $$M(long a, CancellationToken t) { } void M(Context ctx, int a) { } void N(CancellationToken t) => M(1, t);")]
    [InlineData("public void $$M(long a, CancellationToken t) { } void M(Context ctx, object a) { } void N(Context c) => M(c, 1L);")]
    [InlineData("void M() { Action<CancellationToken> f = $$t => { }; }")]
    [InlineData("void M(CancellationToken t) { $$M(t); }")]
    [InlineData("public Task InvokeAsync$$(Microsoft.AspNetCore.Http.HttpContext http, CancellationToken t) => Task.CompletedTask;")]
    public async Task Method_ThatCannotTakeAContext_IsNotOffered(string member)
    {
        using var solution = new TestSolution().Add("App", "C.cs", Class(member));

        Assert.False(await solution.RefactorAsync<TakeContextRefactoring>());
    }

    [Theory]
    [InlineData("class C : Microsoft.Extensions.Hosting.BackgroundService { protected override Task $$ExecuteAsync(CancellationToken t) => Task.CompletedTask; }")]
    [InlineData("class C : Microsoft.Extensions.Hosting.IHostedService { public Task $$StartAsync(CancellationToken t) => Task.CompletedTask; public Task StopAsync(CancellationToken t) => Task.CompletedTask; }")]
    [InlineData("class B { public Task StartAsync(CancellationToken t) => Task.CompletedTask; public Task $$StopAsync(CancellationToken t) => Task.CompletedTask; } class C : B, Microsoft.Extensions.Hosting.IHostedService;")]
    [InlineData("public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Task $$Get(CancellationToken t) => Task.CompletedTask; }")]
    [InlineData("class B { protected B($$CancellationToken t = default) { } } class C : B { }")]
    [InlineData("record R($$CancellationToken Token);")]
    [InlineData("delegate void D($$CancellationToken t);")]
    public async Task Type_WhoseSignatureIsNotItsOwn_IsNotOffered(string code)
    {
        using var solution = new TestSolution().Add("App", "C.cs", code);

        Assert.False(await solution.RefactorAsync<TakeContextRefactoring>());
    }

    private static string Class(string member, string modifier = "") => $"using Plumbline;\n\n{modifier}class C\n{{\n    {member}\n}}\n";

    private static string Caller(string call) =>
        $$"""
        using Plumbline;

        partial class C
        {
            async Task Call(CancellationToken token, CancellationTokenSource source)
            {
                {{call}}
                await Task.Yield();
            }

            Task<int> N() => Task.FromResult(1);
        }
        """;
}
