using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class BlindWaitTests
{
    private const string Usings = "using System.Threading.Channels; ";

    [Theory]
    [InlineData("class C { void M(Context ctx) => Thread.[|Sleep|](100); }")]
    [InlineData("class C { void M(Context ctx, TimeSpan d) { Thread.[|Sleep|](d); } }")]
    [InlineData("class C { async Task M(Context ctx) => await Task.[|Delay|](100); }")]
    [InlineData("class C { Task M(Context ctx, TimeSpan d) => Task.[|Delay|](d); }")]
    [InlineData("class C { async Task M(Context ctx, TimeSpan d) { await Task.[|Delay|](d, TimeProvider.System).ConfigureAwait(false); } }")]
    [InlineData("class C { async Task M(Context ctx, SemaphoreSlim s) { await s.[|WaitAsync|](); } }")]
    [InlineData("class C { async Task M(Context ctx, SemaphoreSlim s) { if (await s.[|WaitAsync|](100)) { } } }")]
    [InlineData("class C { void M(Context ctx, SemaphoreSlim s) { s.[|Wait|](); } }")]
    [InlineData("class C { async Task<T> M<T>(Context ctx, Channel<T> c) => await c.Reader.[|ReadAsync|](); }")]
    [InlineData("class C { async Task M(Context ctx, ChannelWriter<int> w) { await w.[|WriteAsync|](1); while (await w.[|WaitToWriteAsync|]()) { } } }")]
    [InlineData("class C { async Task M(Context ctx, ChannelReader<int> r) { await foreach (var i in r.[|ReadAllAsync|]()) { } } }")]
    [InlineData("class C { async IAsyncEnumerable<int> M(Context ctx, ChannelReader<int> r) { await foreach (var i in r.[|ReadAllAsync|]().ConfigureAwait(false)) { yield return i; } } }")]
    [InlineData("class C { static Task F() => Task.Yield().GetAwaiter().IsCompleted ? Task.CompletedTask : Task.CompletedTask; void M(Context ctx) { F().[|Wait|](); } }")]
    [InlineData("class C { static Task<int> F() => Task.FromResult(1); int M(Context ctx) => F().[|Result|]; }")]
    [InlineData("class C { static Task<int> F() => Task.FromResult(1); int M(Context ctx) { var task = F(); return task.[|Result|]; } }")]
    [InlineData("class C { void M(Context ctx, ManualResetEvent e) { e.[|WaitOne|](); } }")]
    [InlineData("class C { async Task M() { using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(1), out var call); await Task.[|Delay|](5); } }")]
    [InlineData("class C { Func<Context, Task> F = async ctx => await Task.[|Delay|](5); }")]
    [InlineData("class C { async Task M(Context ctx) { async Task Local() { await Task.[|Delay|](5); } await Local(); } }")]
    [InlineData("partial class C { partial void M(Context ctx); } partial class C { partial void M(Context ctx) { Thread.[|Sleep|](1); } }")]
    [InlineData("class C { async Task M(Context ctx) { while (!ctx.IsDone) { try { ctx.ThrowIfDone(); } catch (IOException) { await Task.[|Delay|](5); } } } }")]
    [InlineData("class C { void M(Context ctx) { for (var i = 0; i < 3; i++) { try { return; } catch (IOException) when (i < 2) { Thread.[|Sleep|](5); } } } }")]
    public async Task Wait_WithoutTheContext_IsReported(string code) => await Verify<BlindWaitRule>.ReportsAsync(Usings + code);

    [Theory]
    [InlineData("class C { void M() => Thread.Sleep(100); }")]
    [InlineData("class C { void M(Context ctx) { Thread.Sleep(0); Thread.Sleep(TimeSpan.Zero); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Task.Delay(0); await Task.Delay(TimeSpan.Zero); await Task.Delay(5, ctx); } }")]
    [InlineData("class C { async Task M(Context ctx, CancellationToken token) { await Task.Delay(5, token); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Task.Delay(5, CancellationToken.None); } }")]
    [InlineData("class C { async Task M(Context ctx, Task work) { await Task.WhenAny(work, Task.Delay(5), ctx.Done); } }")]
    [InlineData("class C { async Task M(Context ctx) { var delay = Task.Delay(5); await Task.WhenAny(delay, ctx.Done); } }")]
    [InlineData("class C { async Task M(Context ctx) { await Task.Delay(5).WaitAsync(ctx); } }")]
    [InlineData("using Plumbline.Concurrency; class C { async Task M(Context ctx) { await ctx.WaitAsync(Task.Delay(5)); } }")]
    [InlineData("class C { bool M(Context ctx, SemaphoreSlim s) => s.Wait(0) || s.Wait(TimeSpan.Zero); }")]
    [InlineData("class C { async Task M(Context ctx, SemaphoreSlim s) { await s.WaitAsync(ctx); s.Release(); } }")]
    [InlineData("class C { async Task M(Context ctx, ChannelReader<int> r) { await foreach (var i in r.ReadAllAsync().WithCancellation(ctx)) { } } }")]
    [InlineData("class C { async Task M(Context ctx, ChannelReader<int> r) { await foreach (var i in r.ReadAllAsync(ctx)) { } r.TryRead(out _); } }")]
    [InlineData("class C { async Task<int> M(Context ctx, Task<int> a) { await Task.WhenAll(a); return a.Result; } }")]
    [InlineData("class C { static Task<int> F() => Task.FromResult(1); async Task<int> M(Context ctx) { var a = F(); await Task.WhenAll(a); return a.Result; } }")]
    [InlineData("class C { int M(Context ctx) => Task.FromResult(1).Result; }")]
    [InlineData("class C { static Task<int> F(Context ctx) => Task.FromResult(1); int M(Context ctx) => F(ctx).Result; }")]
    [InlineData("class C { Task<int> M(Context ctx, Task<int> a) => a.ContinueWith(t => t.Result); }")]
    [InlineData("class C { void M(Context ctx, ManualResetEvent e) { e.WaitOne(5); } }")]
    [InlineData("class C { async Task M(Context ctx) { try { ctx.ThrowIfDone(); } finally { await Task.Delay(5); } } }")]
    [InlineData("class C { async Task M(Context ctx) { try { ctx.ThrowIfDone(); } catch { await Task.Delay(5); throw; } } }")]
    [InlineData("class C { async Task M(Context ctx, SemaphoreSlim s) { while (true) { try { return; } catch (IOException) { await s.WaitAsync(); } finally { await Task.Delay(5); } } } }")]
    [InlineData("class C { async Task DisposeAsync(Context ctx) { while (true) { try { return; } catch (IOException) { await Task.Delay(5); } } } }")]
    [InlineData("class C { void M(Context ctx) { try { ctx.ThrowIfDone(); } catch (IOException) { while (File.Exists(\"a\")) { Thread.Sleep(5); } } } }")]
    [InlineData("class C { void Dispose(Context ctx) { Thread.Sleep(5); } }")]
    [InlineData("class C { void M(Context ctx) { new Thread(() => Thread.Sleep(5)).Start(); } }")]
    [InlineData("class C { class Task { public static Task Delay(int i) => new(); } void M(Context ctx) { Task.Delay(5); } }")]
    [InlineData("// <auto-generated/>\nclass C { void M(Context ctx) { System.Threading.Thread.Sleep(5); } }")]
    [InlineData("class C { void M(Context ctx) { if (ctx.Token.CanBeCanceled) { ctx.Token.WaitHandle.WaitOne(5); } else { Thread.Sleep(5); } } }")]
    public async Task Wait_BoundedOrCertain_IsSilent(string code) =>
        await Verify<BlindWaitRule>.IsSilentAsync(code.StartsWith("//", StringComparison.Ordinal) ? code : Usings + code);

    [Fact]
    public async Task Wait_TopLevelStatements_IsReported() => await Verify<BlindWaitRule>.ReportsAsync(
        "using var stop = Context.Background.WithSignals(out var ctx);\nawait Task.[|Delay|](5);", OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("class C { void M(Context ctx) { Thread.Sleep(; } }")]
    [InlineData("class C { int M(Context ctx) { return Task.Result + ctx.Result + Foo().Result; } }")]
    public async Task Wait_BrokenCode_DoesNotThrow(string code) => await Verify<BlindWaitRule>.ReportsAsync(code, compiler: CompilerDiagnostics.None);
}
