using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class ContextDroppedTests
{
    private const string Api =
        """

        static class Api
        {
            public static Task Ours(Context ctx, int id = 0) => Task.CompletedTask;
            public static Task Theirs(int id, CancellationToken token) => Task.CompletedTask;
            public static Task Optional(int id = 0, CancellationToken token = default) => Task.CompletedTask;
            public static Task Both(int id) => Task.CompletedTask;
            public static Task Both(Context ctx, int id) => ctx.IsDone ? Task.CompletedTask : Both(id);
            public static Task<int> Load(int id) => Task.FromResult(id);
            public static Task<int> Load(int id, CancellationToken token) => Task.FromResult(id);
            public static ValueTask<T> Get<T>(T key) => default;
            public static ValueTask<T> Get<T>(T key, CancellationToken token) => default;
            public static IAsyncEnumerable<int> Items(CancellationToken token = default) => throw new NotSupportedException();
            public static CancelScope Limit(Context ctx, out Context child) => ctx.WithCancel(out child);
            public static Task None(int id) => Task.CompletedTask;
            public static Task Other(int id) => Task.CompletedTask;
            public static Task<string> Other(int id, CancellationToken token) => Task.FromResult("");
        }
        """;

    [Theory]
    [InlineData("class C { Task M(Context ctx) => Api.Ours([|default|]); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Ours([|Context.Background|], 1); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Ours([|Context.Todo()|]); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Theirs(1, [|CancellationToken.None|]); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Theirs(1, [|default(CancellationToken)|]); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Theirs(1, [|new CancellationToken()|]); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Theirs(1, [|Context.Background|]); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Theirs(1, token: [|Context.Background.Token|]); }")]
    [InlineData("class C { async Task M(Context ctx) { using var cancel = Api.Limit([|Context.Background|], out var child); await Api.Optional(1, child); } }")]
    [InlineData("class C { Task M(Context ctx) => Api.[|Optional|](1); }")]
    [InlineData("class C { Task M(Context ctx) => Api.[|Both|](1); }")]
    [InlineData("class C { async Task<int> M(Context ctx) => await Api.[|Load|](1); }")]
    [InlineData("class C { async Task<string> M(Context ctx) => await Api.[|Get|](\"a\"); }")]
    [InlineData("class C { async IAsyncEnumerable<int> M(Context ctx) { await Api.[|Optional|](); yield return 1; } }")]
    [InlineData("class C { async Task M(Context ctx) { await foreach (var i in Api.[|Items|]()) { } } }")]
    [InlineData("class C { async Task M(Context ctx) { async Task Local() => await Api.[|Optional|](); await Local(); } }")]
    [InlineData("class C { async Task M() { using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(1), out var child); await Api.[|Optional|](); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Task.WhenAll(new[] { 1 }.Select(async i => await Api.[|Optional|](i))); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Task.Run(() => Api.[|Optional|]()); } }")]
    [InlineData("class C { Func<Context, Task> F = ctx => Api.[|Optional|](); }")]
    [InlineData("partial class C { private partial Task M(Context ctx); } partial class C { private partial Task M(Context ctx) => Api.[|Optional|](); }")]
    [InlineData("class C<T> where T : Stream { async Task M(Context ctx, T stream) { await stream.[|FlushAsync|](); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream? from, Stream to) { await from!.[|CopyToAsync|](to); await (from?.[|FlushAsync|]() ?? Task.CompletedTask); } }")]
    [InlineData("class C { async Task M(Context ctx, HttpClient http) { var text = await http.[|GetStringAsync|](\"/\"); } }")]
    [InlineData("class C { async Task M(IEnumerable<Context> all) { foreach (var each in all) { await Api.[|Optional|](); } } }")]
    [InlineData("class C { async Task M(Context ctx) { try { await Api.[|Optional|](); } finally { await Api.Optional(); } } }")]
    [InlineData("class C { async Task M(int i, Context ctx) { await Api.Ours(ctx, await Api.[|Load|](i)); } }")]
    [InlineData("class C { Task M(Context ctx) => [|Save|](1); Task Save(int id) => Task.CompletedTask; private Task Save(int id, CancellationToken token) => Task.CompletedTask; }")]
    [InlineData("class C { async Task M(Context ctx, Microsoft.Extensions.Hosting.IHost host, System.Data.Common.DbTransaction transaction) { await host.[|StartAsync|](); await transaction.[|CommitAsync|](); } }")]
    [InlineData("class B { public virtual Task Save(int id) => Task.CompletedTask; public virtual Task Save(Context ctx, int id) => Save(id); } class C : B { Task M(Context ctx) => base.[|Save|](1); }")]
    [InlineData("class C { async Task M(Context ctx) { while (true) { await Task.Delay(100, [|CancellationToken.None|]); } } }")]
    [InlineData("class C { async Task M(Context ctx) { while (!ctx.IsDone) { await Api.Theirs(1, [|CancellationToken.None|]); } } }")]
    [InlineData("class C { async Task M(Context ctx, Stream to) { using var writer = new StreamWriter(to); await writer.[|FlushAsync|](); } }")]
    [InlineData("class C { async Task M(Context ctx, MemoryStream memory, Stream from, Stream to) { await from.[|CopyToAsync|](memory); await memory.[|CopyToAsync|](to); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream to) { await System.Text.Json.JsonSerializer.[|SerializeAsync|](to, 1); await to.[|FlushAsync|](); } }")]
    [InlineData("class C { async Task M() { using var cancel = Context.Background.WithCancel(out var child); await Api.Ours(child); await Api.[|Optional|](); } }")]
    [InlineData("class C { CancellationToken _kept; async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var child); _kept = child; await Api.[|Optional|](); } }")]
    [InlineData("[ContextCarrier] class B { protected B(Context ctx) => ctx.ThrowIfDone(); } class C : B { public C(Context ctx) : base([|Context.Background|]) => ctx.ThrowIfDone(); }")]
    [InlineData("readonly struct Hold : IDisposable { public void Dispose() { } } class C { async Task M(Context ctx) { using var hold = await Enter([|CancellationToken.None|]); } Task<Hold> Enter(CancellationToken token) => Task.FromResult(default(Hold)); }")]
    [InlineData("class C { void M(Context ctx, SemaphoreSlim gate) { if (!gate.Wait(5, [|CancellationToken.None|])) { } } }")]
    [InlineData("class C { Task? _work; async Task M(Context ctx) { _work = Task.CompletedTask; var work = Api.[|Optional|](1); await work; } }")]
    [InlineData("class C { async Task M(Context ctx) { if (ctx.Token.CanBeCanceled) { ctx.ThrowIfDone(); } await Api.[|Optional|](1); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Api.[|Optional|](1); if (ctx.Token.CanBeCanceled) { return; } } }")]
    [InlineData("class C { async Task M(Context ctx) { try { await Api.Ours(ctx); } catch (OperationCanceledException) when (!ctx.IsDone) { } await Api.[|Optional|](1); } }")]
    [InlineData("class C { async Task M(Context ctx) { try { await Api.Ours(ctx); } catch (OperationCanceledException) when (ctx.IsDone) { return; } await Api.[|Optional|](1); } }")]
    [InlineData("static class Tasks { public static void Observe(this Task task) { } } class C { void M(Context ctx) => Api.[|Optional|](1).Observe(); }")]
    [InlineData("class C { async Task M(Context ctx) { if (ctx.Token.CanBeCanceled) { await Api.[|Optional|](1); } else { ctx.ThrowIfDone(); } } }")]
    [InlineData("class S { public void Activate(Context ctx, string reason) => ctx.ThrowIfDone(); } class C { void M(Context ctx, S s) => s.Activate([|Context.Background|], \"used\"); }")]
    [InlineData("[ContextCarrier] class B { protected B(int id, CancellationToken token = default) { } } class C(Context ctx) : [|B|](1) { bool Done => ctx.IsDone; } class D(Context ctx) : B(1, default) { bool Done => ctx.IsDone; }")]
    [InlineData("[ContextCarrier] class B { protected B(int id, CancellationToken token = default) { } } [ContextCarrier] class C : B { C(Context ctx) : [|base|](1) { } C(int id, Context ctx) : this([|Context.Background|]) { } }")]
    [InlineData("static class C { extension(Context ctx) { public Task M() => Api.[|Optional|](1); public Task Now { get => Api.[|Optional|](2); } public Task Next => Api.Ours([|default|]); } extension(string s) { public Task N(Context ctx) => Api.[|Optional|](s.Length); } }")]
    [InlineData("class Box<T> { public Task Put(int id, T item = default!) => Task.FromResult(item); } class C { Task M(Context ctx, Box<CancellationToken> box) => box.[|Put|](1); }")]
    [InlineData("[ContextCarrier] class C { C(Context ctx, int id) => ctx.ThrowIfDone(); C(Context ctx) : this([|Context.Background|], 1) => ctx.ThrowIfDone(); }")]
    public async Task Call_ContextInScopeNotPassed_IsReported(string code) => await Verify<ContextDroppedRule>.ReportsAsync(code + Api);

    [Theory]
    [InlineData("class C { Task M(Context ctx) => Api.Ours(ctx); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Theirs(1, ctx); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Optional(1, ctx.Token); }")]
    [InlineData("class C { Task M(Context ctx) => Api.Ours(ctx.WithoutCancel()); }")]
    [InlineData("class C { Task M(Context ctx) => Api.None(1); }")]
    [InlineData("class C { async Task M(Context ctx) => await Api.Other(1); }")]
    [InlineData("class C { Task M() => Api.Optional(1); }")]
    [InlineData("class C { Task M(CancellationToken token) => Api.Optional(1); }")]
    [InlineData("class C { Task M(Context ctx) { _ = Api.Optional(1); return Task.CompletedTask; } }")]
    [InlineData("class C { void M(Context ctx) { Api.Optional(1); } }")]
    [InlineData("class C { async Task DisposeAsync(Context ctx) { await Api.Optional(1); } }")]
    [InlineData("class C { async Task M(Context ctx) { try { ctx.ThrowIfDone(); } catch (Exception) { await Api.Optional(1); throw; } } }")]
    [InlineData("class C { void M(Context ctx) { AppDomain.CurrentDomain.ProcessExit += async (_, _) => await Api.Optional(); } }")]
    [InlineData("class C { void M(Context ctx) { using var registration = ctx.Register(async () => await Api.Optional()); } }")]
    [InlineData("class C { void M(Context ctx) { _ = Task.Run(() => Api.Optional()); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Parallel.ForEachAsync(new[] { 1 }, ctx, async (i, token) => await Api.Optional(i)); } }")]
    [InlineData("class C { async Task M(Context ctx) { static async Task Local() => await Api.Optional(); await Local(); } }")]
    [InlineData("class C { Func<Task> M(Context ctx) { async Task Local() => await Api.Optional(); return Local; } }")]
    [InlineData("class C { async Task M(Context ctx) { await foreach (var i in Api.Items().WithCancellation(ctx)) { } } }")]
    [InlineData("class C { async Task M(Context ctx) { await Api.Optional().WaitAsync(ctx); } }")]
    [InlineData("class C { Task<int> M(Context ctx) => Task.Run(() => 1, CancellationToken.None); }")]
    [InlineData("class C { Task M(Context ctx, Task task) => task.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default); }")]
    [InlineData("class C { bool M(Context ctx, List<Context> all) { all.Add(Context.Background); return ctx == Context.Background || ctx.Equals(Context.Background); } }")]
    [InlineData("class C { Exception M(Context ctx) => new OperationCanceledException(CancellationToken.None); }")]
    [InlineData("class C { void M(Context ctx, TaskCompletionSource source) { source.TrySetCanceled(); } }")]
    [InlineData("class C { async Task M() { var ctx = Context.Background; await Api.Optional(); } }")]
    [InlineData("class C { async Task M(CancellationToken token) { if (Context.TryFrom(token, out var ctx)) { } await Api.Optional(); } }")]
    [InlineData("class C { async Task M() { var scope = Context.Background.WithCancel(out var child); scope.Dispose(); await Api.Optional(); } }")]
    [InlineData("class C { async Task M() { using (Context.Background.WithCancel(out var child)) { } await Api.Optional(); } }")]
    [InlineData("class C { Func<Context, Task> F = _ => Api.Optional(); }")]
    [InlineData("class C { async Task M(Context ctx) { await Api.Both(ctx, 1); } }")]
    [InlineData("class C { async Task M(Context ctx) { await using var each = Api.Items(ctx).GetAsyncEnumerator(CancellationToken.None); await Task.Delay(TimeSpan.FromDays(1), ctx.Clock, CancellationToken.None); } }")]
    [InlineData("class C(Context ctx) { C M(Context other) => new C(Context.Background); bool Done => ctx.IsDone; }")]
    [InlineData("class C { async Task M(Context ctx) { await using var group = new Plumbline.Concurrency.TaskGroup<int>(ctx); await foreach (var i in group.ReadAllAsync()) { } } }")]
    [InlineData("using Plumbline.Http; class C { async Task M(Context ctx, HttpClient http) { using var response = await http.GetAsync(ctx, \"/\"); await response.Content.ReadAsStringAsync(); } }")]
    [InlineData("using Plumbline.Http; class C { async Task M(Context ctx, HttpClient http) { using var body = await http.GetStreamAsync(ctx, \"/\"); using var reader = new StreamReader(body); await reader.ReadToEndAsync(); } }")]
    [InlineData("using Plumbline.Http; class C { async Task M(Context ctx, HttpClient http) { using var request = new HttpRequestMessage(); request.WithContext(ctx); await http.SendAsync(request); } }")]
    [InlineData("class C { void M(Context ctx) { System.Linq.Expressions.Expression<Func<Task>> e = () => Api.Optional(1, default); } }")]
    [InlineData("class S { public Task Save(int id) => Save(id, default); private Task Save(int id, CancellationToken token) => Task.CompletedTask; } class C { Task M(Context ctx, S s) => s.Save(1); }")]
    [InlineData("class S { public Task Save(int id) => Task.CompletedTask; protected Task Save(Context ctx, int id) => Save(id); } class C { Task M(Context ctx, S s) => s.Save(1); }")]
    [InlineData("class C { async Task M(Context ctx, Microsoft.Extensions.Hosting.IHost host) { await host.StopAsync(); await host.StopAsync(CancellationToken.None); } }")]
    [InlineData("class C { Task M(Context ctx, System.Net.WebSockets.WebSocket socket) => socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, CancellationToken.None); }")]
    [InlineData("class S { public Task CloseConnectionAsync(CancellationToken token = default) => Task.CompletedTask; } class C { Task M(Context ctx, S s) => s.CloseConnectionAsync(); }")]
    [InlineData("class S { public Task UnsubscribeAsync(CancellationToken token = default) => Task.CompletedTask; public Task UnlockAsync(CancellationToken token = default) => Task.CompletedTask; } class C { async Task M(Context ctx, S s) { await s.UnsubscribeAsync(); await s.UnlockAsync(CancellationToken.None); } }")]
    [InlineData("class S { public void Deactivate(Context ctx, string reason) => ctx.ThrowIfDone(); } class C { void M(Context ctx, S s) => s.Deactivate(Context.Background, \"idle\"); }")]
    [InlineData("class C { async Task M(Context ctx, System.Data.Common.DbTransaction transaction) { await transaction.RollbackAsync(); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream? to) { _ = to?.FlushAsync(); await Task.Yield(); } }")]
    [InlineData("class B { public virtual Task Save(int id) => Task.CompletedTask; public virtual Task Save(Context ctx, int id) => Save(id); } class C : B { public override Task Save(Context ctx, int id) => base.Save(id); }")]
    [InlineData("class C { async Task M(Context ctx) { while (!ctx.IsDone) { await Task.Delay(100, CancellationToken.None); } } }")]
    [InlineData("class C { async Task M(Context ctx, MemoryStream memory) { using var writer = new StreamWriter(memory); await writer.FlushAsync(); } }")]
    [InlineData("class C { async Task M(Context ctx, MemoryStream memory) { await System.Text.Json.JsonSerializer.SerializeAsync(memory, 1); await memory.FlushAsync(); await memory.WriteAsync(new byte[1], CancellationToken.None); } }")]
    [InlineData("class C { CancellationToken _kept; async Task M() { using var cancel = Context.Background.WithCancel(out var child); _kept = child; await Api.Optional(); } }")]
    [InlineData("class S { public Context Kept { get; set; } } class C { async Task M(S s) { using (Context.Background.WithCancel(out var child)) { s.Kept = child; await Api.Optional(); } } }")]
    [InlineData("class B(int id, CancellationToken token = default) { protected int Id => token.IsCancellationRequested ? 0 : id; } class C : B { public C(Context ctx, int id) : base(id) => ctx.ThrowIfDone(); }")]
    [InlineData("class B { protected B(Context ctx) => ctx.ThrowIfDone(); } class C : B { public C(Context ctx) : base(Context.Background) => ctx.ThrowIfDone(); }")]
    [InlineData("readonly struct Hold : IDisposable { public void Dispose() { } } class C { async Task M(Context ctx) { using var hold = Enter(CancellationToken.None); Enter(default); await Api.Optional(1, ctx); } Hold Enter(CancellationToken token) => default; }")]
    [InlineData("class C { void M(Context ctx, SemaphoreSlim gate) { if (!gate.Wait(0, CancellationToken.None)) { } } }")]
    [InlineData("class C { Task? _work; Task<int>? Loaded { get; set; } void M(Context ctx) { _work = Api.Optional(1); Loaded ??= Api.Load(1, CancellationToken.None); } }")]
    [InlineData("class C { async Task M(Context ctx, string path) { var bytes = await File.ReadAllBytesAsync(path, ctx); ctx.ThrowIfDone(); await File.WriteAllBytesAsync(path, bytes, CancellationToken.None); } }")]
    [InlineData("class C { async Task M(Context ctx, CancellationToken token, int[] ids) { foreach (var id in ids) { token.ThrowIfCancellationRequested(); var next = id + 1; await Api.Theirs(next, CancellationToken.None).ConfigureAwait(false); } ctx.ThrowIfDone(); await Api.Ours(Context.Background); } }")]
    [InlineData("class C { void M(Context ctx, Stream stream) { var one = Open(stream); var other = Open(stream, CancellationToken.None); Keep(ctx, one, other); } static System.IO.Pipelines.PipeWriter Open(Stream stream, CancellationToken token = default) => System.IO.Pipelines.PipeWriter.Create(stream); static void Keep(Context ctx, params object[] all) => ctx.ThrowIfDone(); }")]
    [InlineData("class C { void M(Context ctx) { Watch(Api.Optional(1)); this.Watch(Api.Ours(Context.Background)); } void Watch(Task work) => work.ContinueWith(done => Console.Error.WriteLine(done.Exception)); }")]
    [InlineData("class C { async Task RollbackAsync(Context ctx) { await Api.Optional(1, ctx); await Api.Ours(Context.Background); await Api.Theirs(1, CancellationToken.None); } }")]
    [InlineData("class C { Task BeforeCloseAsync(Context ctx) => Api.Ours(ctx); Task UnregisterAsync(Context ctx) => Api.Ours(ctx); async Task M(Context ctx) { await BeforeCloseAsync(Context.Background); await UnregisterAsync(Context.Background); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream stream) { using (ctx.Register(() => stream.Dispose())) { await Api.Theirs(1, CancellationToken.None); } using var close = ctx.Token.UnsafeRegister(_ => stream.Dispose(), null); if (stream.CanRead) { await Api.Ours(Context.Background); } } }")]
    [InlineData("static class Tasks { public static Task PipeTo(this Task task, object actor) => task; } class C { void M(Context ctx) { Api.Optional(1).PipeTo(this); _ = Api.Load(1).ContinueWith(done => done.Result); } }")]
    [InlineData("class C { void StartReading(Context ctx) => ctx.ThrowIfDone(); async Task M(Context ctx) { StartReading(Context.Background); await Api.Ours(ctx); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream stream) { await using (ctx.Token.Register(() => stream.Dispose()).ConfigureAwait(false)) { await Api.Theirs(1, CancellationToken.None); } } }")]
    [InlineData("class C { Task M(Context ctx) { if (ctx.Token.CanBeCanceled) { return Api.Optional(1, ctx); } return Api.Optional(1); } }")]
    [InlineData("class C { Task M(Context ctx, int i) { switch (i) { case 1: if (ctx.Token.CanBeCanceled) return Api.Optional(1, ctx); return Api.Theirs(1, CancellationToken.None); default: return Task.CompletedTask; } } }")]
    [InlineData("class C { async Task M(Context ctx) { if (!ctx.IsDone) { try { await Api.Ours(ctx); } catch (OperationCanceledException) when (ctx.IsDone) { } } await Api.Optional(1); } }")]
    [InlineData("static class Tasks { public static void Ignore(this Task task) { } } class C { void M(Context ctx) { Api.Optional(1).Ignore(); Api.Ours(Context.Background).Ignore(); } }")]
    [InlineData("class C { async Task M(Context ctx) { if (ctx.Token.CanBeCanceled) { await Api.Optional(1, ctx); } else { await Api.Optional(1); } } }")]
    [InlineData("// <auto-generated/>\nclass C { Task M(Context ctx) => Api.Optional(1); }")]
    [InlineData("[ContextCarrier] class B { protected B(int id, CancellationToken token = default) { } } class C(Context ctx) : B(1, ctx) { bool Done => ctx.IsDone; } class D(int id) : B(id); class E(CancellationToken token) : B(1, default) { bool Done => token.IsCancellationRequested; }")]
    [InlineData("[ContextCarrier] class B { protected B(int id, CancellationToken token = default) { } } [ContextCarrier] class C : B { C(Context ctx) : base(1, ctx) { } C(int id) : base(id) { } C(string id) : this(Context.Background) { } }")]
    [InlineData("class Ended(Context ctx) : OperationCanceledException(\"\", null, CancellationToken.None) { bool Done => ctx.IsDone; }")]
    [InlineData("static class C { extension(Context ctx) { public static Task M() => Api.Optional(1); public Task N() => Api.Optional(2, ctx); } extension(Context) { public static Task O() => Api.Optional(3); } extension(string s) { public Task P() => Api.Optional(s.Length); } }")]
    [InlineData("class C { private readonly MemoryStream _memory = new(); private readonly System.Text.Json.Utf8JsonWriter _json; public StreamWriter Text { get; } public C() { _json = new System.Text.Json.Utf8JsonWriter(_memory); this.Text = new StreamWriter(_memory); } async Task M(Context ctx) { await _json.FlushAsync(); await Text.FlushAsync(); } }")]
    [InlineData("class C { async Task M(Context ctx, MemoryStream memory) { var json = new System.Text.Json.Utf8JsonWriter(new System.Buffers.ArrayBufferWriter<byte>()); await json.FlushAsync(); } }")]
    [InlineData("class C { async Task M(Context ctx) { using var cancel = Api.Limit(ctx, out var child); await Api.Optional(1, child); } }")]
    public async Task Call_NothingDropped_IsSilent(string code) => await Verify<ContextDroppedRule>.IsSilentAsync(code + Api);

    [Fact]
    public async Task Call_WordThatOnlyBeginsLikeAnEnding_IsReported() => await Verify<ContextDroppedRule>.ReportsAsync(
        "class S { public Task StopwatchAsync(CancellationToken token = default) => Task.CompletedTask; } class C { Task M(Context ctx, S s) => s.[|StopwatchAsync|](); }");

    [Fact]
    public async Task Call_TopLevelStatements_IsReported() => await Verify<ContextDroppedRule>.ReportsAsync(
        """
        using var stop = Context.Background.WithSignals(out var ctx);
        await File.[|ReadAllTextAsync|]("a");
        await Local();

        async Task Local() => await File.[|ReadAllTextAsync|]("b");

        class C { Task M() => File.ReadAllTextAsync("c"); }
        """,
        OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("[ContextCarrier] class C(Context ctx) { C M(Context other) => new C([|Context.Background|]); bool Done => ctx.IsDone; }")]
    [InlineData("class C { async Task M(Context ctx) { await Api.[|Optional|](await Api.Load(1, ctx)); } }")]
    public async Task Call_ContextWentElsewhere_IsReported(string code) => await Verify<ContextDroppedRule>.ReportsAsync(code + Api);

    [Theory]
    [InlineData("class C { async Task M(Context ctx, string path, byte[] bytes) { ctx.ThrowIfDone(); await File.[|WriteAllBytesAsync|](path, bytes); } }")]
    [InlineData("class C { async Task M(Context ctx) { ctx.ThrowIfDone(); await Api.Ours(ctx); await Api.Theirs(1, [|CancellationToken.None|]); } }")]
    [InlineData("class C { async Task M(Context ctx) { ctx.ThrowIfDone(); await Api.Ours([|Context.Todo()|]); } }")]
    [InlineData("class C { void StartReading(Context ctx) => ctx.ThrowIfDone(); Task StartAsync(Context ctx) => Api.Ours(ctx); async Task M(Context ctx) { StartReading([|Context.Todo()|]); await StartAsync([|Context.Background|]); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream stream) { using (ctx.Register(() => stream.Dispose())) { await Api.[|Optional|](1); } await Api.Theirs(1, [|CancellationToken.None|]); } }")]
    [InlineData("static class Tasks { public static Task Logged(this Task task) => task; } class C { async Task M(Context ctx) { await Api.[|Optional|](1).Logged(); var work = Api.[|Optional|](2).ContinueWith(done => { }); await work; } }")]
    [InlineData("class C { async Task StopAsync(Context ctx) { await Api.[|Optional|](1); await Api.Ours([|Context.Todo()|]); } async Task StoppableAsync(Context ctx) => await Api.Ours([|default|]); async Task BeforehandAsync(Context ctx) => await Api.Ours([|default|]); }")]
    [InlineData("class C { async Task M(Context ctx, int[] ids) { ctx.ThrowIfDone(); foreach (var id in ids) { await Api.Theirs(id, [|default|]); } } }")]
    [InlineData("class C { async Task M(Context ctx, int[] ids) { ctx.ThrowIfDone(); foreach (var id in ids) await Api.Theirs(id, [|CancellationToken.None|]); } }")]
    [InlineData("class C { async Task M(Context ctx) { ctx.ThrowIfDone(); while (await Api.Load(1, [|CancellationToken.None|]) > 0) { } } }")]
    [InlineData("class C { async Task M(Context ctx) { ctx.ThrowIfDone(); await Local(); await Local(); Task Local() => Api.Ours([|Context.Background|]); } }")]
    [InlineData("class C { async Task M(Context ctx) { ctx.ThrowIfDone(); if (await Api.Load(1, ctx) > 0) await Api.Theirs(1, [|CancellationToken.None|]); } }")]
    [InlineData("class C { async Task M(Context ctx, Task earlier) { ctx.ThrowIfDone(); earlier.GetAwaiter().GetResult(); await Api.Theirs(1, [|CancellationToken.None|]); } }")]
    [InlineData("class C { async Task M(Context ctx) { ctx.ThrowIfDone(); await Api.Theirs(1, [|default|]); } }")]
    [InlineData("class Bus { public IDisposable Register(Action handler) => throw new NotSupportedException(); } class C { async Task M(Context ctx, Bus bus) { using var _ = bus.Register(() => { }); await Api.Theirs(1, [|CancellationToken.None|]); } }")]
    [InlineData("class C { async Task CloseTicketAsync(Context ctx, int id) => await Api.Theirs(id, [|CancellationToken.None|]); }")]
    [InlineData("class C { async Task M(Context ctx) { await foreach (var i in Produce([|Context.Background|]).ReadAllAsync(ctx)) { await Api.Ours(ctx, i); } } static System.Threading.Channels.ChannelReader<int> Produce(Context ctx) => throw new NotSupportedException(); }")]
    [InlineData("class C { void M(Context ctx) { Await(Api.[|Optional|](1)); Complete(Api.Ours([|Context.Background|])); } void Await(Task work) => work.GetAwaiter().GetResult(); void Complete(Task work) => work.GetAwaiter().GetResult(); }")]
    [InlineData("class C { async Task M(Context ctx, Task<int> work) { await Tasks.[|After|](work, 2); await work.[|After|](1); } } static class Tasks { public static Task After<T>(this Task<T> work, int id, CancellationToken token = default) => work; }")]
    public async Task Call_NothingSaidThoughNotMeant_IsReported(string code) => await Verify<ContextDroppedRule>.ReportsAsync(code + Api);

    [Theory]
    [InlineData("class C { void M(Context ctx) { WaitFor(Api.[|Optional|](1)); RunSync(Api.Ours([|Context.Background|])); } void WaitFor(Task work) => work.GetAwaiter().GetResult(); void RunSync(Task work) => work.GetAwaiter().GetResult(); }")]
    [InlineData("class C { async Task M(Context ctx) { var all = new List<Task>(); all.Add(Api.[|Optional|](1)); await Task.WhenAll(all); } }")]
    [InlineData("class C { async Task M(Context ctx, Stream stream) { var all = await Read(stream); foreach (var one in all) await Api.Ours(ctx, one); } async Task M(Context ctx, System.IO.Pipelines.PipeReader reader) => await reader.[|ReadAsync|](); Task<int[]> Read(Stream stream) => Task.FromResult(new int[1]); }")]
    public async Task Call_TaskIsWaitedForElsewhere_IsReported(string code) => await Verify<ContextDroppedRule>.ReportsAsync(code + Api);

    [Theory]
    [InlineData("class C(Stream stream) { private readonly System.Text.Json.Utf8JsonWriter _json = new(stream); async Task M(Context ctx) => await _json.[|FlushAsync|](); }")]
    [InlineData("class C { private readonly StreamWriter _text; C(MemoryStream memory) => _text = new StreamWriter(memory); C(Stream stream) => _text = new StreamWriter(stream); async Task M(Context ctx) => await _text.[|FlushAsync|](); }")]
    [InlineData("class C { private StreamWriter _text = new(new MemoryStream()); async Task M(Context ctx) => await _text.[|FlushAsync|](); }")]
    public async Task Call_WriterMayHoldMoreThanMemory_IsReported(string code) => await Verify<ContextDroppedRule>.ReportsAsync(code);

    [Fact]
    public async Task Creation_GivenBackground_IsReported() => await Verify<ContextDroppedRule>.ReportsAsync(
        "class C { async Task M(Context ctx) { await using var group = new Plumbline.Concurrency.TaskGroup([|Context.Background|]); } }");

    [Theory]
    [InlineData("class C { Task M(Context ctx) => Api.Optional(1, ; }")]
    [InlineData("class C { Task M(Context ctx, ) { Api. } ")]
    [InlineData("class C { async Task M(Context ctx) { await Missing(default, Context.Background); using var x = ctx.WithTimeout(out var ; } }")]
    public async Task Call_BrokenCode_DoesNotThrow(string code) => await Verify<ContextDroppedRule>.ReportsAsync(code, compiler: CompilerDiagnostics.None);
}
