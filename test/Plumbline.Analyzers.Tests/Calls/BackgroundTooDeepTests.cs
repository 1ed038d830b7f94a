using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class BackgroundTooDeepTests
{
    private const string Api =
        """

        static class Api { public static Task Ours(Context ctx, int id = 0) => Task.CompletedTask; public static Task Theirs(CancellationToken token) => Task.CompletedTask; }
        namespace Xunit { class FactAttribute : Attribute { } }
        namespace NUnit.Framework { class TestAttribute : Attribute { } }
        """;

    [Theory]
    [InlineData("class C { Task M() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { public static async Task M(int id) { await Api.Ours([|Context.Background|], id); await Api.Theirs([|Context.Background|]); } }")]
    [InlineData("class C { async Task M() { using var cancel = [|Context.Background|].WithCancel(out var ctx); await Api.Ours(ctx); } }")]
    [InlineData("class C { async Task M() { var ctx = [|Context.Background|]; await Api.Ours(ctx); } }")]
    [InlineData("class C { Task M() => Api.Theirs([|Context.Background|].Token); }")]
    [InlineData("class C { async Task M() { await Local(); async Task Local() => await Api.Ours([|Context.Background|]); } }")]
    [InlineData("class C { async Task M() { await Task.WhenAll(new[] { 1 }.Select(i => Api.Ours([|Context.Background|], i))); } }")]
    [InlineData("class C { async IAsyncEnumerable<int> M() { await Api.Ours([|Context.Background|]); yield return 1; } }")]
    [InlineData("class C<T> { Task M<U>(T t, U u) => Api.Ours([|Context.Background|]); }")]
    [InlineData("static class C { static Task M(this string text) => Api.Ours([|Context.Background|]); }")]
    [InlineData("partial class C { void A() { } } partial class C { Task M() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { async Task M(Context ctx) { using var cancel = [|Context.Background|].WithCancel(out var child); await Api.Ours(child); } }")]
    [InlineData("class C { void M() { using var a = [|Context.Background|].WithCancel(out var one); using var b = [|Context.Background|].WithCancel(out var other); } }")]
    [InlineData("class C { [Obsolete] Task M() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { async Task M() { var work = Api.Ours([|Context.Background|]); await work; } }")]
    [InlineData("class C : IDisposable { public void Dispose() => Goodbye().Wait(); public Task M() => Goodbye(); private Task Goodbye() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C : IDisposable { public void Dispose() => Goodbye().Wait(); public Task Goodbye() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { void M() => Load([|Context.Background|], async: true).GetAwaiter().GetResult(); Task Load(Context ctx, bool async) => Api.Ours(ctx); }")]
    [InlineData("class C { void M() => Api.Ours([|Context.Background|]).GetAwaiter().GetResult(); }")]
    [InlineData("[ContextCarrier] class Work(Context ctx) { public bool Done => ctx.IsDone; } class C { Work M() => new Work([|Context.Background|]); }")]
    [InlineData("class C { async Task M() { await using var group = new Plumbline.Concurrency.TaskGroup([|Context.Background|]); } }")]
    [InlineData("class C { CancellationToken _kept; async Task M() { using var cancel = [|Context.Background|].WithCancel(out var ctx); await Api.Ours(ctx); await Api.Theirs(_kept); } }")]
    [InlineData("class C { void M() => Load([|Context.Background|], isAsync: true).GetAwaiter().GetResult(); Task Load(Context ctx, bool isAsync) => Api.Ours(ctx); }")]
    [InlineData("class C { void M() => Load([|Context.Background|], isDeep: false).GetAwaiter().GetResult(); Task Load(Context ctx, bool isDeep) => Api.Ours(ctx); }")]
    [InlineData("class C { Task StartAsync(Context ctx) => Api.Ours(ctx); Task M() => StartAsync([|Context.Background|]); void Starter(Context ctx) => ctx.ThrowIfDone(); void N() => Starter([|Context.Background|]); }")]
    [InlineData("class C { Task Run() => Pump(); void Start() => _ = Pump(); private async Task Pump() => await Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { void Start() => _ = Pump(); public async Task Pump() => await Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { void M(int[] ids) => Array.ForEach(ids, id => Load(id).Wait()); private Task Load(int id) => Api.Ours([|Context.Background|], id); }")]
    [InlineData("class C { Func<Task> Loader() => () => Load(); private Task Load() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { Task closestAsync() => Api.Ours([|Context.Background|]); Task stoppedAsync() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { async Task M() { using var cancel = Limit([|Context.Background|], out var ctx); await Api.Ours(ctx); } static CancelScope Limit(Context ctx, out Context child) => ctx.WithCancel(out child); }")]
    [InlineData("class C { readonly Dictionary<int, Task> _all = new(); Task M(int id) => Change(id, i => Load(i)); Task Change(int id, Func<int, Task> load) => _all[id] = load(id); private Task Load(int id) => Api.Ours([|Context.Background|], id); }")]
    [InlineData("class C { async Task M() { using var cancel = [|Context.Background|].WithCancel(out var timer); await Task.Delay(1000, timer); } async Task N(Task work) { using var cancel = [|Context.Background|].WithCancel(out var timer); await Task.WhenAny(work, Task.Delay(1000, timer), Api.Ours(timer)); } }")]
    [InlineData("class C { async Task M() => await Task.Run(() => Pump()); private Task Pump() => Api.Ours([|Context.Background|]); }")]
    [InlineData("class C { Context M() { using var cancel = [|Context.Background|].WithCancel(out var ctx); ctx.ThrowIfDone(); return Context.Root(TimeProvider.System); } bool N() { using var cancel = [|Context.Background|].WithCancel(out var ctx); return ctx.IsDone; } }")]
    [InlineData("record Options(CancellationToken Token, int Id); class C { Task Process(Context ctx, object options) => Api.Ours(ctx); Task M() { var options = new Options(default, 1); return Process([|Context.Background|], options); } Task N(Options options) => Process([|Context.Background|], options.Id); }")]
    public async Task Background_CallerCouldHandOneIn_IsReported(string code) => await Verify<BackgroundTooDeepRule>.ReportsAsync(code + Api);

    [Theory]
    [InlineData("class C { static Task Main() => Api.Ours(Context.Background); }")]
    [InlineData("class C { [ContextRoot] Task M() => Api.Ours(Context.Background); }")]
    [InlineData("[ContextRoot] class C { class D { Task M() => Api.Ours(Context.Background); } }")]
    [InlineData("class C { [Xunit.Fact] public Task M() => Help(); Task Help() => Api.Ours(Context.Background); }")]
    [InlineData("class C { [NUnit.Framework.Test] public Task M() => Api.Ours(Context.Background); }")]
    [InlineData("class C : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken token) => Help(); Task Help() => Api.Ours(Context.Background); }")]
    [InlineData("class C : Microsoft.Extensions.Hosting.IHostedService { public Task StartAsync(CancellationToken token) => Api.Ours(Context.Background); public Task StopAsync(CancellationToken token) => Task.CompletedTask; }")]
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Task Get() => Api.Ours(Context.Background); }")]
    [InlineData("class C { Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext http) => Api.Ours(Context.Background); }")]
    [InlineData("class C : IDisposable { public void Dispose() => Api.Ours(Context.Background).Wait(); }")]
    [InlineData("class C { async Task M() { try { } finally { await Api.Ours(Context.Background); } } }")]
    [InlineData("class C { async void OnClick(object sender, EventArgs e) => await Api.Ours(Context.Background); }")]
    [InlineData("class C { C() => Api.Ours(Context.Background); Task P => Api.Ours(Context.Background); static readonly Task F = Api.Ours(Context.Background); }")]
    [InlineData("class C { Task M(int id) => M(Context.Background, id); Task M(Context ctx, int id) => Api.Ours(ctx, id); }")]
    [InlineData("class C { Context Root() => Context.Background; bool M(Context ctx) => ctx == Context.Background; }")]
    [InlineData("class C { Context M(Context ctx, bool b) => b ? ctx : Context.Background; }")]
    [InlineData("class C { void M() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Api.Ours(Context.Background); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Ours(Context.Background); }")]
    [InlineData("class C { void M(CancellationToken token) { token.Register(() => Local()); async Task Local() => await Api.Ours(Context.Background); } }")]
    [InlineData("class C { Task CloseAsync(Context ctx) => Api.Ours(ctx); Task M() => CloseAsync(Context.Background); }")]
    [InlineData("class C { Task DrainOnDisposeAsync() => Api.Ours(Context.Background); }")]
    [InlineData("class C { void M() { Local(); async Task Local() => await Api.Ours(Context.Background); } }")]
    [InlineData("class C { async Task RunAsync() { using var signals = Context.Background.WithSignals(out var ctx); await Api.Ours(ctx); } }")]
    [InlineData("class C { async Task M() { using var cancel = Context.Root(TimeProvider.System).WithCancel(out var ctx); await Api.Ours(Context.Background); } }")]
    [InlineData("class C { Task M() => Api.Ours(Context.Root(TimeProvider.System)); }")]
    [InlineData("class C { void M() { Api.Ours(Context.Background); _ = Api.Theirs(Context.Background.Token); } }")]
    [InlineData("class C : IDisposable { public void Dispose() => Goodbye().Wait(); private Task Goodbye() => Api.Ours(Context.Background); }")]
    [InlineData("class C { Task DisconnectAsync(Context ctx) => Api.Ours(ctx); Task TryLeave() => DisconnectAsync(Context.Background); }")]
    [InlineData("class C { async Task DisconnectCoreAsync() { using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(1), out var ctx); await Api.Ours(ctx); } }")]
    [InlineData("class C { void M() => Load(Context.Background, async: false).GetAwaiter().GetResult(); Task Load(Context ctx, bool async) => Api.Ours(ctx); }")]
    [InlineData("readonly struct Hold : IDisposable { public void Dispose() { } } class C { void M() { using (Enter(Context.Background)) { } } Hold Enter(CancellationToken token) => default; }")]
    [InlineData("class Options(CancellationToken token) { public CancellationToken Token => token; } class C { Options M() => new Options(Context.Background); }")]
    [InlineData("class C { CancellationToken _kept; async Task M() { using var cancel = Context.Background.WithCancel(out var ctx); _kept = ctx; await Api.Theirs(_kept); } }")]
    [InlineData("class C { void M() => Load(Context.Background, isAsync: false).GetAwaiter().GetResult(); Task Load(Context ctx, bool isAsync) => Api.Ours(ctx); }")]
    [InlineData("class C { void StartReading(Context ctx) => ctx.ThrowIfDone(); void M() => StartReading(Context.Background); }")]
    [InlineData("class C { void Start() { _ = Pump(); } private async Task Pump() => await Api.Ours(Context.Background); }")]
    [InlineData("class C { Task? _pump; void Start() { _pump = this.Pump(); } private async Task Pump() => await Api.Ours(Context.Background); }")]
    [InlineData("class C { void M() => ThreadPool.QueueUserWorkItem(static state => ((C)state!).Pump().Wait(), this); private Task Pump() => Api.Ours(Context.Background); }")]
    [InlineData("class C { void M(CancellationToken token) => token.Register(Reload); private void Reload() => Api.Ours(Context.Background).Wait(); }")]
    [InlineData("class C { Timer M() => new(_ => Tick().Wait()); private Task Tick() => Api.Ours(Context.Background); }")]
    [InlineData("class C { void M() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Leave().Wait(); private Task Leave() => Api.Ours(Context.Background); }")]
    [InlineData("static class Tasks { public static void Ignore(this Task task) { } } class C { void M() => Api.Ours(Context.Background).Ignore(); }")]
    [InlineData("class C { Task? _pump; void Start() { _pump = Api.Ours(Context.Background); } }")]
    [InlineData("class C { async Task M() { using var memory = new MemoryStream(); await System.Text.Json.JsonSerializer.SerializeAsync(memory, 1, cancellationToken: Context.Background); } }")]
    [InlineData("class C { async Task closeWithinBudgetAsync() { using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(1), out var ctx); await Api.Ours(ctx); } }")]
    [InlineData("class Context { public static int Background => 0; } class C { int M() => Context.Background + 1; }")]
    [InlineData("// <auto-generated/>\nclass C { System.Threading.Tasks.Task M() => Api.Ours(Plumbline.Context.Background); }")]
    [InlineData("class C { readonly System.Collections.Concurrent.ConcurrentDictionary<int, Task<int>> _all = new(); Task<int> M(int id) => _all.GetOrAdd(id, i => Load(i)); private async Task<int> Load(int id) { await Api.Ours(Context.Background, id); return id; } }")]
    [InlineData("class Store { public Task GetOrAdd(int id, Func<int, Task> load) => load(id); } class C(Store store) { Task M(int id) => store.GetOrAdd(id, i => Load(i)); private Task Load(int id) => Api.Ours(Context.Background, id); }")]
    [InlineData("class C { readonly Lazy<Task> _once; C() => _once = new(() => Load()); Task M() => _once.Value; private Task Load() => Api.Ours(Context.Background); }")]
    [InlineData("class C { async Task<bool> M(Task work) { using var cancel = Context.Background.WithCancel(out var timer); var limit = Task.Delay(1000, timer.Token); return await Task.WhenAny(work, limit) == work || await Task.WhenAny(work, Task.Delay(1, timer)) == work; } }")]
    [InlineData("class C { void Refresh() { Task.Run(() => Pump()); } void Again() => _ = Task.Factory.StartNew(() => Pump()); private Task Pump() => Api.Ours(Context.Background); }")]
    [InlineData("class C { CancellationToken M() { var cancel = Context.Background.WithCancel(out var ctx); Context copy = ctx; AppDomain.CurrentDomain.ProcessExit += (_, _) => cancel.Cancel(); return copy.Token; } }")]
    [InlineData("record Options(CancellationToken Token); record More(CancellationToken Token) : Options(Token); class C { Task Process(Context ctx, object options) => Api.Ours(ctx); Task M(More options) => Process(Context.Background, options); }")]
    public async Task Background_RootOrNobodyCouldHandOneIn_IsSilent(string code) => await Verify<BackgroundTooDeepRule>.IsSilentAsync(
        code.StartsWith("//", StringComparison.Ordinal) ? code.Replace("Api.Ours(Plumbline.Context.Background)", "System.Threading.Tasks.Task.Delay(1, Plumbline.Context.Background)", StringComparison.Ordinal) : code.Contains("class Context", StringComparison.Ordinal) ? code : code + Api);

    [Fact]
    public async Task Background_TopLevelStatements_IsReportedInMethodsOnly() => await Verify<BackgroundTooDeepRule>.ReportsAsync(
        "using var stop = Context.Background.WithSignals(out var ctx);\nclass C { Task M() => Task.Delay(1, [|Context.Background|]); }", OutputKind.ConsoleApplication);

    [Fact]
    public async Task Background_BrokenCode_DoesNotThrow() => await Verify<BackgroundTooDeepRule>.ReportsAsync(
        "class C { Missing M( => Api.Ours(Context.Background; }", compiler: CompilerDiagnostics.None);
}
