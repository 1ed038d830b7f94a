using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class LostRegistrationTests
{
    [Theory]
    [InlineData("async Task M(Context ctx) { [|ctx.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { _ = [|ctx.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { var kept = [|ctx.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M(CancellationToken token) { IDisposable kept = [|token.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { [|ctx.Register(static o => o.Cancel(), new CancellationTokenSource())|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { [|ctx.Register(async () => await Task.Yield())|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { [|ctx.Token.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M(CancellationToken token) { [|token.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M(CancellationToken token) { [|token.UnsafeRegister(static _ => { }, null)|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { if (ctx.IsDone) { [|ctx.Register(() => { })|]; } await Task.Yield(); }")]
    [InlineData("async IAsyncEnumerable<int> M(Context ctx) { [|ctx.Register(() => { })|]; await Task.Yield(); yield return 1; }")]
    [InlineData("void M(Context ctx) { foreach (var i in new[] { 1, 2 }) { [|ctx.Register(() => { })|]; } }")]
    [InlineData("void M(Context ctx) { while (!ctx.IsDone) [|ctx.Register(() => { })|]; }")]
    [InlineData("async Task M() { [|_app.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("async Task M() { [|App.Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("void M() { async Task L(Context ctx) { [|ctx.Register(() => { })|]; await Task.Yield(); } L(_app).GetAwaiter(); }")]
    [InlineData("async Task M<T>(Context ctx, T value) where T : IDisposable { [|ctx.Register(value.Dispose)|]; await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { [|ctx.WithValue(_key, 1).Register(() => { })|]; await Task.Yield(); }")]
    [InlineData("Task<int> M(Context ctx) { var source = new TaskCompletionSource<int>(); [|ctx.Register(() => source.TrySetCanceled())|]; return source.Task; }")]
    [InlineData("Task M(CancellationToken token) { var source = new TaskCompletionSource(); [|token.Register(static state => ((TaskCompletionSource)state!).TrySetCanceled(), source)|]; return source.Task; }")]
    [InlineData("Task M(CancellationToken token) { var source = new TaskCompletionSource<bool>(); if (token.CanBeCanceled) { [|token.Register(source.SetCanceled)|]; } return source.Task; }")]
    public async Task Register_OnALongerLivedContext_IsReported(string member) => await Verify<LostRegistrationRule>.ReportsAsync(Class(member));

    [Theory]
    [InlineData("async Task M(Context ctx) { using var kept = ctx.Register(() => { }); await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { await using var kept = ctx.Register(() => { }); await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { var kept = ctx.Register(() => { }); await Task.Yield(); kept.Dispose(); }")]
    [InlineData("async Task M(Context ctx) { using (var kept = ctx.Register(() => { })) { await Task.Yield(); } }")]
    [InlineData("async Task M(Context ctx) { using (ctx.Register(() => { })) { await Task.Yield(); } }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); call.Register(() => { }); await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); ctx.Register(() => { }); await Task.Yield(); }")]
    [InlineData("async Task M() { using var source = new CancellationTokenSource(); source.Token.Register(() => { }); await Task.Yield(); }")]
    [InlineData("async Task M() { _source.Token.Register(() => { }); await Task.Yield(); }")]
    [InlineData("void Attach(Context ctx) => ctx.Register(() => { });")]
    [InlineData("void Attach(Context ctx) { ctx.Register(() => { }); }")]
    [InlineData("ContextRegistration M(Context ctx) => ctx.Register(() => { });")]
    [InlineData("C(Context ctx) { ctx.Register(() => { }); }")]
    [InlineData("async Task M(Context ctx) { await ctx.FailAfterAsync(TimeSpan.FromSeconds(1), async child => { child.Register(() => { }); await Task.Yield(); }); }")]
    [InlineData("[ContextRoot] async Task M(Context ctx) { ctx.Register(() => { }); await Task.Yield(); }")]
    [InlineData("static async Task Main() { var ctx = Context.Background; ctx.Register(() => { }); await Task.Yield(); }")]
    [InlineData("async Task M(Microsoft.AspNetCore.Http.HttpContext http, Context ctx) { ctx.Register(() => { }); await Task.Yield(); }")]
    [InlineData("void M(Microsoft.Extensions.Hosting.IHostApplicationLifetime life) => life.ApplicationStopping.Register(() => { });")]
    [InlineData("Task M(Context ctx) { var source = new TaskCompletionSource(); var kept = ctx.Register(() => source.TrySetCanceled()); source.Task.ContinueWith(_ => kept.Dispose()); return source.Task; }")]
    [InlineData("Task M(Context ctx, Stream stream) { ctx.Register(stream.Dispose); return Task.CompletedTask; }")]
    [InlineData("Task M(Context ctx) { var source = new TaskCompletionSource(); ctx.Register(() => { }); return source.Task; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var child); var source = new TaskCompletionSource(); child.Register(() => source.TrySetCanceled()); return source.Task; }")]
    public async Task Register_KeptOrOfTheSameLife_IsSilent(string member) => await Verify<LostRegistrationRule>.IsSilentAsync(Class(member));

    [Theory]
    [InlineData("class W : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken token) { token.Register(() => { }); await Task.Yield(); } }")]
    [InlineData("class K : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(Context ctx) { ctx.Register(() => { }); await Task.Yield(); } }")]
    [InlineData("class T { [Xunit.Fact] public async Task M() => await N(default); async Task N(Context ctx) { ctx.Register(() => { }); await Task.Yield(); } } namespace Xunit { class FactAttribute : Attribute; }")]
    [InlineData("class R { public void Register() { } } class C { async Task M(R r) { r.Register(); await Task.Yield(); } }")]
    [InlineData("// <auto-generated/>\nclass C { async Task M(Context ctx) { ctx.Register(() => { }); await Task.Yield(); } }")]
    public async Task Register_InCodeThatRunsOnce_IsSilent(string code) => await Verify<LostRegistrationRule>.IsSilentAsync(code);

    [Fact]
    public async Task Register_InTopLevelStatements_IsSilent() => await Verify<LostRegistrationRule>.IsSilentAsync(
        "using var cancel = Context.Background.WithSignals(out var ctx); ctx.Register(() => { }); await Task.Yield();", OutputKind.ConsoleApplication);

    [Fact]
    public async Task Register_LocalFunctionOfTopLevelStatements_IsSilent() => await Verify<LostRegistrationRule>.IsSilentAsync(
        "await RunAsync(Context.Background); static async Task RunAsync(Context ctx) { ctx.Register(() => { }); await Task.Yield(); }", OutputKind.ConsoleApplication);

    [Fact]
    public async Task Register_InBrokenCode_DoesNotThrow() => await Verify<LostRegistrationRule>.ReportsAsync(
        "class C { async Task M(Context ctx) { ctx.Register(; ctx..Register(() => ; } }", compiler: CompilerDiagnostics.None);

    private static string Class(string member) =>
        $$"""
        using Plumbline.Concurrency;

        partial class C
        {
            private static readonly ContextKey<int> _key = new("key");
            private readonly Context _app = Context.Background;
            private readonly CancellationTokenSource _source = new();

            public static Context App { get; set; }
        }

        partial class C
        {
            {{member}}
        }
        """;
}
