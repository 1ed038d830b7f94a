using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class OutlivesRequestTests
{
    [Theory]
    [InlineData("void M(HttpContext http, Context ctx) { _ = SendAsync([|ctx|]); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { _ = SendAsync([|ctx|]); await Task.Yield(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync([|ctx|]); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = TokenAsync([|ctx|].Token); }")]
    [InlineData("void M(HttpContext http) { _ = SendAsync([|http.RequestContext()|]); }")]
    [InlineData("void M(HttpContext http) { _ = TokenAsync([|http.RequestAborted|]); }")]
    [InlineData("void M(IHttpContextAccessor access) { var ctx = access.HttpContext!.RequestContext(); _ = SendAsync([|ctx|]); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = Task.Run(() => SendAsync([|ctx|])); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = Task.Run(async () => { await SendAsync([|ctx|]); await SendAsync(ctx); }); }")]
    [InlineData("void M(HttpContext http, Context ctx) { Task.Factory.StartNew(() => SendAsync([|ctx|])); }")]
    [InlineData("void M(HttpContext http, Context ctx) { ThreadPool.QueueUserWorkItem(_ => Send([|ctx|])); }")]
    [InlineData("void M(HttpContext http, Context ctx) { new Thread(() => Send([|ctx|])).Start(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _timer = new Timer(_ => Send([|ctx|]), null, 0, 1); }")]
    [InlineData("void M(HttpContext http, Context ctx) { Changed += (_, _) => Send([|ctx|]); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _bus.Changed += (_, _) => Send([|ctx|]); }")]
    [InlineData("void M(HttpContext http, CancellationToken token) { _ = TokenAsync([|token|]); }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync([|ctx|]).ContinueWith(task => task.Exception); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = SendAsync([|ctx|].WithValue(_key, 1)); }")]
    [InlineData("void M(HttpContext http, Context ctx) { using var cancel = ctx.WithCancel(out ctx); _ = SendAsync([|ctx|]); }")]
    [InlineData("void M() { void L(HttpContext http, Context ctx) { _ = SendAsync([|ctx|]); } L(null!, default); }")]
    [InlineData("async Task<int> M(Context ctx) { await Task.Yield(); _ = SendAsync([|ctx|]); return 1; }")]
    [InlineData("async ValueTask<string> M<T>(T value, Context ctx) { await Task.Yield(); _ = SendValueAsync([|ctx|], value); return \"\"; }")]
    [InlineData("void M(HttpContext http, Context ctx, Mailer? mailer) { _ = mailer?.SendAsync([|ctx|]); }")]
    [InlineData("void M(HttpContext http, Context ctx) { var items = System.Threading.Channels.Channel.CreateBounded<int>(1); _ = SendValueAsync([|ctx|], items.Writer); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = [|L()|]; async Task L() { await Task.Yield(); await SendAsync(ctx); } }")]
    [InlineData("void M(HttpContext http, Context ctx) { [|L(1)|]; L(2); void Done() { } async void L(int n) { await SendAsync(ctx); Done(); } }")]
    [InlineData("void M(HttpContext http, Context ctx) { Later([|ctx|]); }")]
    [InlineData("void M(HttpContext http, Context ctx) { var sending = SendAsync([|ctx|]); }")]
    [InlineData("async Task<int> M(Context ctx) { Task sending = SendAsync([|ctx|]); await Task.Yield(); return 1; }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync([|ctx|]).Forget(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync([|ctx|]).IgnoreErrors(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = [|WorkAsync(1)|]; async Task WorkAsync<T>(T item) => await SendAsync(ctx); }")]
    [InlineData("void M(HttpContext http, Context ctx) { Tasks.SafeFireAndForget(TokenAsync([|ctx|])); }")]
    [InlineData("void M(HttpContext http, Context ctx) { Task.Run(() => SendAsync([|ctx|])).Forget(); }")]
    [InlineData("public async Task<bool> Ask(Context ctx) => await Step(ctx); async Task Loop(Context ctx) { while (await Step(ctx)) { } } private async Task<bool> Step(Context ctx) { await Task.Yield(); _ = SendAsync([|ctx|]); return true; }")]
    [InlineData("internal async Task<bool> Step(Context ctx) { await Task.Yield(); _ = SendAsync([|ctx|]); return true; } async Task Loop(Context ctx) { while (await Step(ctx)) { } }")]
    [InlineData("public Func<Context, Task<bool>> Handler() => Step; private async Task<bool> Step(Context ctx) { await Task.Yield(); _ = SendAsync([|ctx|]); return true; }")]
    [InlineData("public async Task Ask(Context ctx) { if (await Step(ctx)) { await SendAsync(ctx); } } private async Task<bool> Step(Context ctx) { await Task.Yield(); _ = SendAsync([|ctx|]); return true; }")]
    [InlineData("public async Task<bool> Step(Context ctx) => await Step(ctx, 1); private async Task<bool> Step(Context ctx, int depth) { await Task.Yield(); _ = SendAsync([|ctx|]); return depth == 1; }")]
    [InlineData("private readonly Func<Context, Task<bool>> _step; C() => _step = Step; Task<bool> Run(Context ctx) => _step(ctx); private async Task<bool> Step(Context ctx) { await Task.Yield(); _ = SendAsync([|ctx|]); return true; }")]
    [InlineData("public async Task<int> Ask(Context ctx, Func<Context, Task> send) { await Task.Yield(); _ = send([|ctx|]); return 1; }")]
    public async Task Work_NotAwaited_IsReported(string member) => await Verify<OutlivesRequestRule>.ReportsAsync(Class(member));

    [Theory]
    [InlineData("async Task M(HttpContext http, Context ctx) { await SendAsync(ctx); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { var sending = SendAsync(ctx); await sending; }")]
    [InlineData("Task M(HttpContext http, Context ctx) => SendAsync(ctx);")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = SendAsync(ctx.WithoutCancel()); }")]
    [InlineData("void M(HttpContext http, Context ctx) { ctx = ctx.WithoutCancel(); _ = SendAsync(ctx); }")]
    [InlineData("void M(HttpContext http, Context ctx) { var free = ctx.WithoutCancel(); _ = Task.Run(() => SendAsync(free)); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = Task.Run(() => SendAsync(ctx.WithoutCancel())); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = Task.Run(async () => { using var cancel = ctx.WithShield(_second, out var call); await SendAsync(call); }); }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = Task.Run(() => ctx.TryGetValue(_key, out _)); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { await Task.Run(() => SendAsync(ctx)); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { await using var group = new TaskGroup(ctx); group.Run(child => SendAsync(child)); await group.WaitAsync(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { var thread = new Thread(() => Send(ctx)); thread.Start(); thread.Join(); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { using var timer = new Timer(_ => Send(ctx), null, 0, 1); await Task.Yield(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { var bus = new Bus(); bus.Changed += (_, _) => Send(ctx); }")]
    [InlineData("void M(Context ctx) { _ = SendAsync(ctx); }")]
    [InlineData("public async Task LoopAsync(Context ctx) { while (await Step(ctx)) { } } private async Task<bool> Step(Context ctx) { await Task.Yield(); _ = SendAsync(ctx); return await Deep(ctx) == 1; } private async Task<int> Deep(Context ctx) { await Task.Yield(); _ = SendAsync(ctx); return await Step(ctx) ? 1 : 0; }")]
    [InlineData("async Task M(Context ctx) { _ = SendAsync(ctx); await Task.Yield(); }")]
    [InlineData("async Task<Stream> M(Context ctx) { _ = SendAsync(ctx); await Task.Yield(); return Stream.Null; }")]
    [InlineData("async Task<System.Threading.Channels.ChannelReader<int>> M(Context ctx) { _ = SendAsync(ctx); await Task.Yield(); return null!; }")]
    [InlineData("Task<int> M(Context ctx) { _ = SendAsync(ctx); return Task.FromResult(1); }")]
    [InlineData("[ContextRoot] async Task<int> M(Context ctx) { await Task.Yield(); _ = SendAsync(ctx); return 1; }")]
    [InlineData("async Task<int> M(CancellationToken token) { await Task.Yield(); _ = TokenAsync(token); return 1; }")]
    [InlineData("void M(HttpContext http, Context ctx) { Send(ctx); }")]
    [InlineData("void M(HttpContext http, Context ctx, Task<int> task) { _ = task.ContinueWith(_ => 1); }")]
    [InlineData("static async Task<int> Main() { var ctx = Context.Background; _ = SendAsync(ctx); await Task.Yield(); return 0; }")]
    [InlineData("async Task<int> M(Context ctx) { var items = System.Threading.Channels.Channel.CreateBounded<int>(1); _ = SendValueAsync(ctx, items.Writer); return await items.Reader.ReadAsync(ctx); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { var done = new TaskCompletionSource(); _ = Task.Run(async () => { await SendAsync(ctx); done.SetResult(); }); await done.Task; }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = Task.Run(() => Console.WriteLine(nameof(ctx))); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { await L(); async Task L() { await SendAsync(ctx); } }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { _ = L(); await L(); async Task L() { await SendAsync(ctx); } }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { _ = L(); await Task.Run(L); async Task L() { await SendAsync(ctx); } }")]
    [InlineData("void M(HttpContext http, Context ctx) { _ = L(); async Task L() { await SendAsync(ctx.WithoutCancel()); } }")]
    [InlineData("void M(HttpContext http, Context ctx) { Later(ctx.WithoutCancel()); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { var sending = SendAsync(ctx); await Task.Yield(); await Task.WhenAll(sending); }")]
    [InlineData("void M(HttpContext http, Context ctx) { var sending = SendAsync(ctx); sending.Wait(); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { await using var session = await OpenAsync(ctx); }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync(ctx).WaitAndUnwrap(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync(ctx.WithoutCancel()).Forget(); }")]
    [InlineData("void M(HttpContext http, Context ctx) { SendAsync(ctx.WithoutCancel()).IgnoreErrors(); }")]
    [InlineData("async Task M(HttpContext http, Context ctx) { await WorkAsync(1); _ = WorkAsync(\"a\"); async Task WorkAsync<T>(T item) => await SendAsync(ctx); }")]
    public async Task Work_AwaitedOrDetached_IsSilent(string member) => await Verify<OutlivesRequestRule>.IsSilentAsync(Class(member));

    [Theory]
    [InlineData("class K : Microsoft.AspNetCore.Mvc.ControllerBase { public void Post(Context ctx) { _ = Task.Delay(1, [|ctx|]); } }")]
    [InlineData("class K : Microsoft.AspNetCore.SignalR.Hub { public async Task Say(Context ctx, string text) { _ = Task.Delay(1, [|ctx|]); await Task.Yield(); } }")]
    [InlineData("class K : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public void OnGet(CancellationToken token) { _ = Task.Delay(1, [|token|]); } }")]
    public async Task Handler_OfAServer_IsReported(string code) => await Verify<OutlivesRequestRule>.ReportsAsync(code);

    [Theory]
    [InlineData("class K : Microsoft.AspNetCore.Mvc.ControllerBase { void Help(Context ctx) { _ = Task.Delay(1, ctx); } }")]
    [InlineData("class K : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken token) { _ = Task.Delay(1, token); return Task.CompletedTask; } }")]
    [InlineData("// <auto-generated/>\nclass K : Microsoft.AspNetCore.Mvc.ControllerBase { public void Post(Context ctx) { _ = Task.Delay(1, ctx); } }")]
    [InlineData("class T { [Xunit.Fact] public void M() { } async Task<int> N(Context ctx) { await Task.Yield(); _ = Task.Delay(1, ctx); return 1; } } namespace Xunit { class FactAttribute : Attribute; }")]
    public async Task Handler_OfNone_IsSilent(string code) => await Verify<OutlivesRequestRule>.IsSilentAsync(code);

    [Fact]
    public async Task Endpoint_InTopLevelStatements_IsReported() => await Verify<OutlivesRequestRule>.ReportsAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using Plumbline.AspNetCore;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPost("/a", (Context ctx) => { _ = Task.Delay(1, [|ctx|]); return "done"; });
        app.MapGet("/b", async (Microsoft.AspNetCore.Http.HttpContext http) => { _ = Task.Run(() => Task.Delay(1, [|http.RequestContext()|])); await Task.Yield(); });
        app.MapGet("/c", async (Context ctx) => { await Task.Delay(1, ctx); });
        var ctx = Context.Background;
        _ = Task.Delay(1, ctx);
        """,
        OutputKind.ConsoleApplication);

    [Fact]
    public async Task Work_InBrokenCode_DoesNotThrow() => await Verify<OutlivesRequestRule>.ReportsAsync(
        "class C { void M(Microsoft.AspNetCore.Http.HttpContext http, Context ctx) { _ = ; _ = Task.Run(; new Thread( => ctx; a.b += ; } }", compiler: CompilerDiagnostics.None);

    private static string Class(string member) =>
        $$"""
        #nullable enable
        using Microsoft.AspNetCore.Http;
        using Plumbline.AspNetCore;
        using Plumbline.Concurrency;

        class Bus
        {
            public event EventHandler? Changed { add { } remove { } }
        }

        static class Tasks
        {
            public static void Forget(this Task task) { }
            public static void IgnoreErrors(this Task task) { }
            public static void SafeFireAndForget(ValueTask task) { }
            public static void WaitAndUnwrap(this Task task) => task.GetAwaiter().GetResult();
        }

        class Mailer
        {
            public Task SendAsync(Context ctx) => Task.CompletedTask;
        }

        partial class C
        {
            private static readonly ContextKey<int> _key = new("key");
            private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
            private readonly Bus _bus = new();
            private Timer? _timer;

            static event EventHandler? Changed { add { } remove { } }

            static void Send(Context ctx) { }
            static Task SendAsync(Context ctx) => Task.CompletedTask;
            static async void Later(Context ctx) => await SendAsync(ctx);
            static Task<Stream> OpenAsync(Context ctx) => Task.FromResult(Stream.Null);
            static Task SendValueAsync<T>(Context ctx, T value) => Task.CompletedTask;
            static ValueTask TokenAsync(CancellationToken token) => default;
        }

        partial class C
        {
            {{member}}
        }
        """;
}
