using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class EscapedWorkTests
{
    private const string Work =
        """

        static class Work
        {
            public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
            public static readonly ContextKey<int> Key = new("key");
            public static readonly HttpClient Http = new();
            public static Task DoAsync(Context ctx) => Task.CompletedTask;
            public static Task WithTokenAsync(CancellationToken token) => Task.CompletedTask;
            public static Task<int> GetAsync(Context ctx) => Task.FromResult(1);
            public static ValueTask<int> GetValueAsync(Context ctx) => new(1);
            public static Task<Stream> OpenAsync(Context ctx) => Task.FromResult(Stream.Null);
            public static Stream Open(Context ctx) => Stream.Null;
            public static Task<Stream> ConnectAsync(Context ctx) => Task.FromResult(Stream.Null);
            public static Stream Connect(Context ctx) => Stream.Null;
            public static async IAsyncEnumerable<int> ReadAsync(Context ctx) { await DoAsync(ctx); yield return 1; }
            public static Task<HttpResponseMessage> SendAsync(Context ctx, HttpCompletionOption option) => Task.FromResult(new HttpResponseMessage());
            public static CancelScope Limit(Context ctx, out Context child) => ctx.WithTimeout(Second, out child);
        }
        """;

    [Theory]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; }")]
    [InlineData("Task<int> M(Context ctx) { using var cancel = Work.Limit(ctx, out var call); return [|Work.GetAsync(call)|]; }")]
    [InlineData("ValueTask<int> M(Context ctx) { using (ctx.WithCancel(out var call)) return [|Work.GetValueAsync(call)|]; }")]
    [InlineData("ValueTask<int> M(Context ctx) { using (ctx.WithCancel(out var call)) { return [|new ValueTask<int>(Work.GetAsync(call))|]; } }")]
    [InlineData("Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { return [|Work.DoAsync(call)|]; } finally { cancel.Dispose(); } }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.WithTokenAsync(call)|]; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.WithTokenAsync(call.Token)|]; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call.WithValue(Work.Key, 1))|]; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Task.Run(() => Work.DoAsync(call))|]; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Task.WhenAll(Work.DoAsync(call), Work.DoAsync(ctx))|]; }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); return [|Task.WhenAll(ids.Select(id => Work.GetAsync(call)))|]; }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); return [|Task.WhenAll(ids.Select(async id => { await Task.Yield(); await Work.DoAsync(call); }).ToArray())|]; }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); var tasks = ids.Select(id => Work.GetAsync(call)).ToList(); return [|Task.WhenAll(tasks)|]; }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(Work.GetAsync(call)); } return [|Task.WhenAll(tasks)|]; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.GetAsync(call).ContinueWith(static t => t.Result)|]; }")]
    [InlineData("Task M(Context ctx, bool isOdd) { using var cancel = ctx.WithCancel(out var call); return [|isOdd ? Work.DoAsync(call) : Task.CompletedTask|]; }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); var task = Work.DoAsync(call); return [|task|]; }")]
    [InlineData("IAsyncEnumerable<int> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.ReadAsync(call)|]; }")]
    [InlineData("async Task<IAsyncEnumerable<int>> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await Work.DoAsync(call); return [|Work.ReadAsync(call)|]; }")]
    [InlineData("async Task<Stream> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|await Work.OpenAsync(call)|]; }")]
    [InlineData("async Task<Stream> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|await Work.OpenAsync(call).ConfigureAwait(false)|]; }")]
    [InlineData("Stream M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.Open(call)|]; }")]
    [InlineData("Task<Stream> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.ConnectAsync(call)|]; }")]
    [InlineData("async Task<HttpResponseMessage> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|await Work.SendAsync(call, HttpCompletionOption.ResponseHeadersRead)|]; }")]
    [InlineData("async Task<HttpResponseMessage> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); var r = await Work.SendAsync(call, HttpCompletionOption.ResponseHeadersRead); r.EnsureSuccessStatusCode(); return [|r|]; }")]
    [InlineData("Func<Context, Task> M() => ctx => { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; };")]
    [InlineData("Task M(Context ctx) { return Inner(ctx); static Task Inner(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; } }")]
    [InlineData("Task P { get { using var cancel = Context.Background.WithCancel(out var call); return [|Work.DoAsync(call)|]; } }")]
    [InlineData("async Task<Task<T>> M<T>(Context ctx, Func<Context, Task<T>> get) { using var cancel = ctx.WithCancel(out var call); await Work.DoAsync(call); return [|get(call)|]; }")]
    public async Task Work_ReturnedOutOfItsScope_IsReported(string member) => await Verify<EscapedWorkRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("async Task<int> M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return await Work.GetAsync(ctx); }")]
    [InlineData("Task M(Context ctx) => Work.DoAsync(ctx);")]
    [InlineData("Task M(Context ctx) { using (ctx.WithCancel(out var call)) { Work.Open(call).Dispose(); } return Work.DoAsync(ctx); }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return Work.DoAsync(ctx); }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return Work.DoAsync(call.WithoutCancel()); }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); return Task.WhenAll(ids.Select(id => Work.GetAsync(ctx))); }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); return Task.WhenAll(ids.Select(id => Work.GetAsync(call.WithoutCancel()))); }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); var tasks = ids.Select(id => Work.GetAsync(call)).ToArray(); Task.WaitAll(tasks); return Task.WhenAll(tasks); }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(Work.GetAsync(ctx)); } return Task.WhenAll(tasks); }")]
    [InlineData("Task M(Context ctx, int[] ids) { using var cancel = ctx.WithCancel(out var call); var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(Work.GetAsync(call)); } tasks.ForEach(static task => task.Wait()); return Task.WhenAll(tasks); }")]
    [InlineData("Task M(Context ctx, bool isOdd) { if (isOdd) return Work.DoAsync(ctx); using var cancel = ctx.WithCancel(out ctx); return Task.CompletedTask; }")]
    [InlineData("Task<int> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return Task.FromResult(call.IsDone ? 1 : 2); }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return Task.FromCanceled(call); }")]
    [InlineData("CancelScope M(Context ctx, out Task task) { var cancel = ctx.WithCancel(out var call); task = Work.DoAsync(call); return cancel; }")]
    [InlineData("Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); return Work.DoAsync(call).ContinueWith(_ => cancel.Dispose()); }")]
    [InlineData("async Task<Task> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); var task = Work.DoAsync(call); await task; return task; }")]
    [InlineData("async Task<HttpResponseMessage> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return await Work.SendAsync(call, HttpCompletionOption.ResponseContentRead); }")]
    [InlineData("async Task<Stream> M(Context ctx, Uri url) { using var cancel = ctx.WithCancel(out var call); return await Work.Http.GetStreamAsync(url, call); }")]
    [InlineData("async Task<Stream> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return await Work.ConnectAsync(call); }")]
    [InlineData("Stream M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return Work.Connect(call); }")]
    [InlineData("async Task<string> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); using var stream = await Work.OpenAsync(call); return await new StreamReader(stream).ReadToEndAsync(call); }")]
    [InlineData("Func<Task> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return () => Work.DoAsync(call); }")]
    [InlineData("async IAsyncEnumerable<Task> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await Work.DoAsync(call); yield return Work.DoAsync(call); }")]
    [InlineData("Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); call = ctx; return Work.DoAsync(call); }")]
    [InlineData("Task M(Context ctx) { using var other = new MemoryStream(); return Work.DoAsync(ctx); }")]
    public async Task Work_FinishedOrOwned_IsSilent(string member) => await Verify<EscapedWorkRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("async Task M(Context ctx) { Task task; using (ctx.WithCancel(out var call)) { task = [|Work.DoAsync(call)|]; } await task; }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var tasks = new List<Task>(); foreach (var id in ids) { using var cancel = ctx.WithCancel(out var call); tasks.Add([|Work.DoAsync(call)|]); } await Task.WhenAll(tasks); }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var tasks = new List<Task>(); foreach (var id in ids) { using var cancel = ctx.WithCancel(out var call); tasks.Add([|Task.Run(() => Work.DoAsync(call))|]); tasks.Add(Work.DoAsync(ctx)); } await Task.WhenAll(tasks); }")]
    [InlineData("async Task<int> M(Context ctx) { Task<int>? task = null; var cancel = ctx.WithCancel(out var call); try { task = [|Work.GetAsync(call)|]; } finally { cancel.Dispose(); } return await task; }")]
    [InlineData("async Task M(Context ctx) { Task task; using (ctx.WithCancel(out var call)) { await Work.DoAsync(ctx); task = [|Work.DoAsync(call)|]; } await task; }")]
    [InlineData("async Task M(Context ctx) { Func<Task> later; Task task; using (ctx.WithCancel(out var call)) { task = [|Work.DoAsync(call)|]; later = async () => await Work.DoAsync(ctx); } await task; await later(); }")]
    public async Task Task_KeptForAfterItsScope_IsReported(string member) => await Verify<EscapedWorkRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("async Task M(Context ctx) { Task task; using (ctx.WithCancel(out var call)) { task = Work.DoAsync(call); await task; } await task; }")]
    [InlineData("async Task M(Context ctx) { Task task; using (ctx.WithCancel(out var call)) { task = Work.DoAsync(ctx); } await task; }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); Task task; if (ctx.IsDone) { task = Work.DoAsync(call); } else { task = Work.DoAsync(ctx); } await task; }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var tasks = new List<Task>(); using var cancel = ctx.WithCancel(out var call); foreach (var id in ids) { tasks.Add(Work.DoAsync(call)); } await Task.WhenAll(tasks); }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var tasks = new List<Task>(); foreach (var id in ids) { using var cancel = ctx.WithCancel(out var call); tasks.Add(Work.DoAsync(call)); await Task.WhenAll(tasks); } }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var all = new List<int>(); foreach (var id in ids) { using var cancel = ctx.WithCancel(out var call); all.Add(await Work.GetAsync(call)); } }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var tasks = new List<Task>(); foreach (var id in ids) { var cancel = ctx.WithCancel(out var call); tasks.Add(Work.DoAsync(call).ContinueWith(_ => cancel.Dispose())); } await Task.WhenAll(tasks); }")]
    [InlineData("async Task M(Context ctx) { Task task; using (ctx.WithCancel(out var call)) { task = Work.DoAsync(call); try { await Work.DoAsync(ctx); } finally { await task; } } }")]
    [InlineData("void M(Context ctx) { var tasks = new List<Task>(); using (ctx.WithCancel(out var call)) { tasks.Add(Task.WhenAll(tasks)); } }")]
    [InlineData("void M(Context ctx) { List<Task> a = [], b = []; using (ctx.WithCancel(out var call)) { a.Add(Task.WhenAll(b)); b.Add(Task.WhenAll(a)); } }")]
    [InlineData("async Task M(Context ctx) { Task beating; using (ctx.WithCancel(out var call)) { beating = Work.DoAsync(call); await Work.DoAsync(ctx); } await beating; }")]
    [InlineData("async Task M(Context ctx, int[] ids) { var pumps = new List<Task>(); using (ctx.WithCancel(out var call)) { foreach (var id in ids) { pumps.Add(Work.DoAsync(call)); } await foreach (var item in Work.ReadAsync(ctx)) { } } await Task.WhenAll(pumps); }")]
    public async Task Task_AwaitedInItsScope_IsSilent(string member) => await Verify<EscapedWorkRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Fact]
    public async Task Work_InALocalFunctionOfTopLevelStatements_IsReported() => await Verify<EscapedWorkRule>.ReportsAsync(
        "await M(Context.Background); Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; }" + Work, OutputKind.ConsoleApplication);

    [Fact]
    public async Task Work_InPartialMethods_IsReported() => await Verify<EscapedWorkRule>.ReportsAsync(
        "partial class C { internal partial Task M(Context ctx); } partial class C { internal partial Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; } }" + Work);

    [Fact]
    public async Task Work_InGeneratedCode_IsSilent() => await Verify<EscapedWorkRule>.IsSilentAsync(
        "// <auto-generated/>\nclass C { Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return Work.DoAsync(ctx); } }" + Work);

    [Fact]
    public async Task Work_InNullableObliviousCode_IsReported() => await Verify<EscapedWorkRule>.ReportsAsync(
        "#nullable disable\nclass C { Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; } }" + Work);

    [Theory]
    [InlineData("class C { Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call; return Do(call) } }")]
    [InlineData("class C { Task M(Context ctx) { using (ctx.WithCancel(out ctx)) { return ; } } }")]
    [InlineData("class C { Task M(Context ctx) { using (ctx.WithCancel(out ctx)) { return Nowhere(ctx); } } }")]
    public async Task Work_InBrokenCode_DoesNotFail(string code) => await Verify<EscapedWorkRule>.ReportsAsync(code, compiler: CompilerDiagnostics.None);
}
