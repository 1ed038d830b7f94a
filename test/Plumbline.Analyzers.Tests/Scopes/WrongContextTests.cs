using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class WrongContextTests
{
    [Theory]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithTimeout(_second, out var call); await WorkAsync([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out Context call); Work([|ctx|]); await TokenAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await TokenAsync([|ctx|].Token); }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithCancel(out var call)) { await WorkAsync([|ctx|]); } }")]
    [InlineData("async Task M(Context ctx) { using (var cancel = ctx.WithCancel(out var call)) { if (ctx.IsDone) { await WorkAsync([|ctx|]); } } await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = Limit(ctx, out var call); await WorkAsync([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { await WorkAsync([|ctx|]); } finally { cancel.Dispose(); } }")]
    [InlineData("async Task M(Context ctx) { using var a = ctx.WithCancel(out var one); using var b = one.WithCancel(out var two); await WorkAsync([|one|]); }")]
    [InlineData("async Task M(Context ctx) { foreach (var i in new[] { 1 }) { using var cancel = ctx.WithCancel(out var call); await WorkAsync([|ctx|]); } }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await Task.Run(() => WorkAsync([|ctx|])); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await using var group = new TaskGroup([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await WorkAsync([|ctx|].WithValue(_key, 1)); }")]
    [InlineData("async IAsyncEnumerable<int> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await WorkAsync([|ctx|]); yield return 1; }")]
    [InlineData("Func<Context, Task> M() => async ctx => { using var cancel = ctx.WithCancel(out var call); await WorkAsync([|ctx|]); };")]
    [InlineData("async Task M() { await L(default); async Task L(Context ctx) { using var cancel = ctx.WithCancel(out var call); await WorkAsync([|ctx|]); } }")]
    [InlineData("async Task M(Context ctx, Context other) { using var cancel = Context.Merge([ctx, other], out var call); await WorkAsync([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { var inside = ctx.WithValue(_key, 1); await WorkAsync([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { var free = ctx.WithoutCancel(); await WorkAsync([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { try { await WorkAsync(ctx); } catch { using var shield = ctx.WithShield(_second, out var cleanup); await WorkAsync([|ctx|]); throw; } }")]
    [InlineData("async Task M(Context ctx) { try { await WorkAsync(ctx); } finally { using (ctx.WithShield(_second, out var cleanup)) { await WorkAsync([|ctx|]); } } }")]
    public async Task Child_NeverUsed_ReportsTheParentsUses(string member) => await Verify<WrongContextRule>.ReportsAsync(Class(member));

    [Theory]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithTimeout(_second, out var call); await WorkAsync(call); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithTimeout(_second, out var call); await WorkAsync(ctx); await WorkAsync(call); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithTimeout(_second, out var call); await WorkAsync(call); await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); var pump = WorkAsync(call); await WorkAsync(ctx); cancel.Cancel(); await pump; }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithTimeout(_second, out ctx); await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithTimeout(_second, out _); await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { await WorkAsync(ctx); using var cancel = ctx.WithTimeout(_second, out var call); }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithTimeout(_second, out var call)) { await Task.Yield(); } await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); try { await Task.Yield(); } finally { await WorkAsync(ctx); } }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); try { await Task.Yield(); } catch (Exception e) when (e.IsCanceled(ctx)) { await WorkAsync(ctx); } }")]
    [InlineData("async Task M(Context ctx) { using var a = ctx.WithCancel(out var one); using var b = ctx.WithCancel(out var two); using var c = Limit(ctx, out var three); await Task.Yield(); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await WorkAsync(ctx.WithoutCancel()); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); ctx.ThrowIfDone(); await ctx.Done; }")]
    [InlineData("async Task M(Context ctx, Context other) { using var cancel = ctx.WithCancel(out var call); await WorkAsync(other); }")]
    [InlineData("async Task M(Context ctx, Context other) { using var cancel = Context.Merge([ctx, other], out var call); await WorkAsync(call); await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx, Context other) { using var cancel = Context.Merge([ctx, other], out _); await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { var inside = ctx.WithValue(_key, 1); await WorkAsync(inside); await WorkAsync(ctx); }")]
    [InlineData("async Task<string> M(Context ctx, HttpClient http) { var inside = ctx.WithValue(_key, 1); using var response = await http.GetAsync(inside, \"/\"); return await response.Content.ReadAsStringAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { try { await WorkAsync(ctx); } catch { using var shield = ctx.WithShield(_second, out var cleanup); await WorkAsync(cleanup); throw; } }")]
    [InlineData("async Task M(Context ctx) { var inside = ctx.WithValue(_key, 1); try { await Task.Yield(); } finally { await WorkAsync(ctx); } }")]
    [InlineData("async Task M(Context ctx, Context next) { using var cancel = ctx.WithCancel(out var call); ctx = next; await WorkAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await Task.Run(() => WorkAsync(call)); await WorkAsync(ctx); }")]
    public async Task Child_UsedOrOutOfScope_IsSilent(string member) => await Verify<WrongContextRule>.IsSilentAsync(Class(member));

    [Theory]
    [InlineData("async Task<string> M(Context ctx, HttpClient http) { using var cancel = ctx.WithTimeout(_second, out var call); using var response = await http.GetAsync(call, \"/\"); return await response.Content.ReadAsStringAsync([|ctx|]); }")]
    [InlineData("async Task<string?> M(Context ctx, HttpClient http) { using var cancel = ctx.WithCancel(out var call); var response = await http.GetAsync(\"/\", call); return await response.Content.ReadFromJsonAsync<string>([|ctx|]); }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithTimeout(_second, out var call)) { await WorkAsync(call); await WorkAsync([|ctx|]); } }")]
    [InlineData("async Task M(Context ctx) { using (var cancel = ctx.WithDeadline(DateTimeOffset.MaxValue, out var call)) { await WorkAsync(ctx); await WorkAsync(call); var task = TokenAsync([|ctx|].Token); await task; } }")]
    public async Task Parent_UsedAfterTheChildForTheSameWork_IsReported(string member) => await Verify<WrongContextRule>.ReportsAsync(Class(member));

    [Theory]
    [InlineData("async Task<string> M(Context ctx, HttpClient http) { using var cancel = ctx.WithTimeout(_second, out var call); using var response = await http.GetAsync(ctx, \"/\"); await WorkAsync(call); return await response.Content.ReadAsStringAsync(ctx); }")]
    [InlineData("async Task M(Context ctx, Db db) { using var cancel = ctx.WithTimeout(_second, out var open); var connection = await db.OpenAsync(open); await connection.RunAsync(ctx); }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithTimeout(_second, out var call)) { await WorkAsync(call); if (call.IsDone) { await WorkAsync(ctx); } } }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithTimeout(_second, out var call)) { await WorkAsync(call); var late = call.IsDone; await WorkAsync(ctx); } }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithTimeout(_second, out var call)) { try { await WorkAsync(call); } catch (Exception e) when (e.IsCanceled(call)) { } await WorkAsync(ctx); } }")]
    [InlineData("async Task M(Context ctx) { using (var cancel = ctx.WithCancel(out var call)) { var pump = WorkAsync(call); await WorkAsync(ctx); cancel.Cancel(); await pump; } }")]
    [InlineData("async Task M(Context ctx) { using (ctx.WithTimeout(_second, out var call)) { await WorkAsync(call); } await WorkAsync(ctx); }")]
    public async Task Parent_UsedForOtherWork_IsSilent(string member) => await Verify<WrongContextRule>.IsSilentAsync(Class(member));

    [Theory]
    [InlineData("Task M(Context ctx) => ctx.FailAfterAsync(_second, call => WorkAsync([|ctx|]));")]
    [InlineData("async Task M(Context ctx) => await ctx.MoveOnAfterAsync(_second, async call => { await WorkAsync([|ctx|]); });")]
    [InlineData("Task<int> M(Context ctx) => _flights.RunAsync(ctx, \"key\", (call, key) => LoadAsync([|ctx|], key));")]
    [InlineData("async Task M(Context ctx) { await using var group = new TaskGroup(ctx); group.Run(child => WorkAsync([|ctx|])); await group.WaitAsync(); }")]
    [InlineData("async Task M(Context ctx) { await using var group = new TaskGroup<int>(ctx); group.Run(async child => await LoadAsync([|ctx|], \"\")); await group.WaitAsync(); }")]
    [InlineData("Task M(Context ctx) => ctx.FailAfterAsync(_second, delegate(Context call) { return TokenAsync([|ctx|].Token); });")]
    [InlineData("Task M(Context ctx) => Within(ctx, call => WorkAsync([|ctx|]));")]
    public async Task Lambda_LeavesTheContextItIsHanded_IsReported(string member) => await Verify<WrongContextRule>.ReportsAsync(Class(member));

    [Theory]
    [InlineData("Task M(Context ctx) => ctx.FailAfterAsync(_second, call => WorkAsync(call));")]
    [InlineData("Task M(Context ctx) => ctx.FailAfterAsync(_second, _ => WorkAsync(ctx));")]
    [InlineData("Task M(Context ctx) => ctx.FailAfterAsync(_second, async call => { await WorkAsync(call); await WorkAsync(ctx); });")]
    [InlineData("Task M(Context ctx, Context other) => ctx.FailAfterAsync(_second, call => WorkAsync(other));")]
    [InlineData("Task M(Context ctx) => ctx.FailAfterAsync(_second, call => Task.CompletedTask);")]
    [InlineData("async Task M(Context ctx) { await using var group = new TaskGroup(ctx); group.Run(child => WorkAsync(ctx.WithoutCancel())); await group.WaitAsync(); }")]
    [InlineData("async Task M(Context ctx, TaskGroup group) { group.Run(child => WorkAsync(ctx)); await group.WaitAsync(); }")]
    [InlineData("void M(Context ctx) => On((Context message, string text) => WorkAsync(ctx)); void On(Func<Context, string, Task> handler) { }")]
    public async Task Lambda_UsesWhatItIsHandedOrAnother_IsSilent(string member) => await Verify<WrongContextRule>.IsSilentAsync(Class(member));

    [Fact]
    public async Task Child_InTopLevelStatements_IsReported() => await Verify<WrongContextRule>.ReportsAsync(
        "var ctx = Context.Background; using var cancel = ctx.WithCancel(out var call); await Task.Delay(1, [|ctx|]);", OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("class T { [Xunit.Fact] public async Task M() { var ctx = Context.Background; using var cancel = ctx.WithCancel(out var call); await Task.Delay(1, ctx); } } namespace Xunit { class FactAttribute : Attribute; }")]
    [InlineData("// <auto-generated/>\nclass C { async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await Task.Delay(1, ctx); } }")]
    public async Task Child_InTestsAndGeneratedCode_IsSilent(string code) => await Verify<WrongContextRule>.IsSilentAsync(code);

    [Fact]
    public async Task Child_InBrokenCode_DoesNotThrow() => await Verify<WrongContextRule>.ReportsAsync(
        "class C { void M(Context ctx) { using var c = ctx.WithCancel(out var; Foo(ctx; x.Run(call => Foo(ctx)); } }", compiler: CompilerDiagnostics.None);

    private static string Class(string member) =>
        $$"""
        #nullable enable
        using Plumbline.Concurrency;
        using Plumbline.Http;

        class Db
        {
            public Task<Db> OpenAsync(Context ctx) => Task.FromResult(this);
            public Task RunAsync(Context ctx) => Task.CompletedTask;
        }

        partial class C
        {
            private static readonly ContextKey<int> _key = new("key");
            private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
            private readonly Flight<string, int> _flights = new();

            static void Work(Context ctx) { }
            static Task WorkAsync(Context ctx) => Task.CompletedTask;
            static Task TokenAsync(CancellationToken token) => Task.CompletedTask;
            static Task<int> LoadAsync(Context ctx, string key) => Task.FromResult(1);
            static Task Within(Context ctx, Func<Context, Task> body) => body(ctx);
            static CancelScope Limit(Context ctx, out Context child) => ctx.WithTimeout(_second, out child);
        }

        partial class C
        {
            {{member}}
        }
        """;
}
