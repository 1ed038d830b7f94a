using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class ReassignedContextTests
{
    private const string Work =
        """

        static class Work
        {
            public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
            public static readonly ContextKey<int> Key = new("key");
            public static Task DoAsync(Context ctx) => Task.CompletedTask;
            public static void Do(Context ctx) { }
            public static CancelScope Limit(Context ctx, out Context child) => ctx.WithTimeout(Second, out child);
            public static void Run(Action work) => work();
            public static void Run(Context ctx, Action<Context> work) => work(ctx);
        }
        """;

    [Theory]
    [InlineData("void M(Context ctx) { while (true) { using var cancel = ctx.WithTimeout(Work.Second, out [|ctx|]); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx) { for (var i = 0; i < 3; i++) { using var cancel = Work.Limit(ctx, out [|ctx|]); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx, int[] ids) { foreach (var id in ids) using (ctx.WithCancel(out [|ctx|])) Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { try { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } catch (IOException) { Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) { } else { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx, Stream s) { using (s) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx, int kind) { switch (kind) { case 1: { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); break; } } }")]
    [InlineData("void M(Context ctx) { { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { lock (this) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }")]
    [InlineData("void M() { var ctx = Context.Background; if (ctx.IsDone) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) { using var cancel = ctx.WithCancel(out var call); [|ctx|] = call; Work.Do(ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { CancelScope cancel = default; while (true) { cancel = ctx.WithCancel(out [|ctx|]); cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { while (!ctx.IsDone) { cancel.Dispose(); cancel = call.WithCancel(out [|call|]); Work.Do(call); } } finally { cancel.Dispose(); } }")]
    [InlineData("async IAsyncEnumerable<T> M<T>(Context ctx, T value) { for (;;) { using var cancel = ctx.WithCancel(out [|ctx|]); await Work.DoAsync(ctx); yield return value; } }")]
    [InlineData("void M(Context ctx) { while (!ctx.IsDone) { [|ctx|] = ctx.WithValue(Work.Key, 1); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx, int[] ids) { foreach (var id in ids) [|ctx|] = ctx.WithValue(Work.Key, id); }")]
    [InlineData("void M(Context ctx, bool b) { if (b) { using var s = Make(ctx, out [|ctx|]); } } static CancelScope Make<T>(Context parent, out T child) => throw new NotSupportedException();")]
    public async Task Context_ReassignedInANestedBlock_IsReported(string member) => await Verify<ReassignedContextRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx) => Work.Run(() => { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); });")]
    [InlineData("void M(Context ctx) { Inner(); void Inner() { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); } }")]
    [InlineData("CancelScope M(Context ctx) { return Inner(); CancelScope Inner() => ctx.WithCancel(out [|ctx|]); }")]
    [InlineData("void M(Context ctx) { Action work = () => Work.Do(ctx); using var cancel = ctx.WithCancel(out [|ctx|]); work(); }")]
    [InlineData("void M(Context ctx) { Work.Run(() => Work.Do(ctx)); [|ctx|] = Context.Background; }")]
    [InlineData("void M(Context ctx) { Inner(); using var cancel = ctx.WithCancel(out [|ctx|]); void Inner() => Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { Work.Run(() => [|ctx|] = Context.Background); }")]
    [InlineData("void M() { Context call = default; while (true) { using var cancel = Context.Background.WithCancel(out [|call|]); Work.Run(() => Work.Do(call)); } }")]
    [InlineData("Func<Task> M(Context ctx) => async () => { using var cancel = ctx.WithCancel(out [|ctx|]); await Work.DoAsync(ctx); };")]
    [InlineData("IEnumerable<int> M(Context ctx, int[] ids) { var live = from id in ids where !ctx.IsDone select id; using var s = ctx.WithCancel(out [|ctx|]); return live.ToList(); }")]
    public async Task Context_ReassignedBesideALambda_IsReported(string member) => await Verify<ReassignedContextRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx) { using var cancel = ctx.WithTimeout(Work.Second, out ctx); Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { using var one = ctx.WithTimeout(Work.Second, out ctx); using var two = ctx.WithCancel(out ctx); Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { while (true) { using var cancel = ctx.WithTimeout(Work.Second, out var call); Work.Do(call); } }")]
    [InlineData("void M(Context ctx) { while (true) { var call = ctx; using var cancel = call.WithTimeout(Work.Second, out call); Work.Do(call); } }")]
    [InlineData("void M(Context ctx) => Work.Run(ctx, ctx => { using var cancel = ctx.WithCancel(out ctx); Work.Do(ctx); });")]
    [InlineData("void M(Context ctx) => Work.Run(ctx, static call => { using var cancel = call.WithCancel(out call); Work.Do(call); });")]
    [InlineData("void M(Context ctx) { Inner(ctx); static void Inner(Context ctx) { using var cancel = ctx.WithCancel(out ctx); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); Work.Run(() => Work.Do(ctx)); }")]
    [InlineData("void M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); Inner(); void Inner() => Work.Do(ctx); }")]
    [InlineData("int P { get { var ctx = Context.Background; using var cancel = ctx.WithCancel(out ctx); Work.Do(ctx); return 1; } }")]
    [InlineData("CancelScope M(Context ctx, out Context call) { if (ctx.IsDone) { return ctx.WithCancel(out call); } return Work.Limit(ctx, out call); }")]
    public async Task Context_InItsOwnBlock_IsSilent(string member) => await Verify<ReassignedContextRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx, bool isLimited) { Context call; CancelScope cancel = default; if (isLimited) { cancel = ctx.WithCancel(out call); } else { call = ctx; } using (cancel) Work.Do(call); }")]
    [InlineData("void M(Context ctx, bool isLimited) { CancelScope cancel = default; if (isLimited) { cancel = ctx.WithCancel(out ctx); } using (cancel) Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) { ctx = ctx.WithValue(Work.Key, 1); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isLimited) { if (isLimited) { ctx.WithTimeout(Work.Second, out ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isLimited) { var call = ctx; if (isLimited) { _ = ctx.WithTimeout(Work.Second, out call); } Work.Do(call); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { while (!ctx.IsDone) { if (call.IsDone) { cancel.Dispose(); cancel = ctx.WithCancel(out call); } Work.Do(call); } } finally { cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx, Dictionary<ContextKey<int>, int> all) { foreach (var (key, value) in all) ctx = ctx.WithValue(key, value); Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, ContextKey<int>[] all) { var i = 0; while (i < all.Length) { ctx = ctx.WithValue(all[i], i); i++; } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, List<Func<Context, Context>> all) { foreach (var next in all) { ctx = next(ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, List<CancelScope> all) { for (var i = 0; i < 3; i++) { all.Add(ctx.WithCancel(out ctx)); } }")]
    [InlineData("void M(CancellationToken token) { Context ctx = Context.Background; if (token.CanBeCanceled) { Context.TryFrom(token, out ctx); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { Context seen = default; Work.Run(ctx, call => seen = call); Work.Do(seen); }")]
    [InlineData("void M(Context ctx) { Context seen = default; CancelScope scope = default; Work.Run(() => scope = ctx.WithCancel(out seen)); using (scope) Work.Do(seen); }")]
    [InlineData("void M(Context ctx, bool isOdd) { if (isOdd) { ctx = Context.Background; } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, out int x) { while (true) { if (int.TryParse(\"1\", out x)) return; } }")]
    public async Task Context_ThatStaysAlive_IsSilent(string member) => await Verify<ReassignedContextRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Fact]
    public async Task Context_InTopLevelStatements_IsReported() => await Verify<ReassignedContextRule>.ReportsAsync(
        "var ctx = Context.Background; using var outer = ctx.WithCancel(out ctx); while (!ctx.IsDone) { using var cancel = ctx.WithCancel(out [|ctx|]); Work.Do(ctx); }" + Work, OutputKind.ConsoleApplication);

    [Fact]
    public async Task Context_InPartialMethods_IsReported() => await Verify<ReassignedContextRule>.ReportsAsync(
        "partial class C { partial void M(Context ctx); } partial class C { partial void M(Context ctx) { while (true) { using var cancel = ctx.WithCancel(out [|ctx|]); } } }");

    [Fact]
    public async Task Context_InGeneratedCode_IsSilent() => await Verify<ReassignedContextRule>.IsSilentAsync(
        "// <auto-generated/>\nclass C { void M(Context ctx) { while (true) { using var cancel = ctx.WithCancel(out ctx); } } }");

    [Fact]
    public async Task Context_InNullableObliviousCode_IsReported() => await Verify<ReassignedContextRule>.ReportsAsync(
        "#nullable disable\nclass C { void M(Context ctx) { while (true) { using var cancel = ctx.WithCancel(out [|ctx|]); } } }");

    [Theory]
    [InlineData("class C { void M(Context ctx) { while ( { ctx = ; ctx.WithCancel(out [|ctx|] } } }")]
    [InlineData("class C { void M() { if (x) { using var a = ctx.WithCancel(out ctx); } } }")]
    public async Task Context_InBrokenCode_DoesNotFail(string code) => await Verify<ReassignedContextRule>.ReportsAsync(code, compiler: CompilerDiagnostics.None);
}
