using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class SpentContextTests
{
    private const string Work =
        """

        static class Work
        {
            public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
            public static Task DoAsync(Context ctx) => Task.CompletedTask;
            public static async IAsyncEnumerable<int> ReadAsync(Context ctx) { await DoAsync(ctx); yield return 1; }
            public static void Do(Context ctx) { }
            public static string Describe(Context ctx) => ctx.ToString();
            public static CancelScope Limit(Context ctx, out Context child) => ctx.WithTimeout(Second, out child);
        }
        """;

    [Theory]
    [InlineData("async Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); await Work.DoAsync([|call|]); }")]
    [InlineData("async Task M(Context ctx) { using var cancel = ctx.WithCancel(out var call); await Work.DoAsync(call); cancel.Dispose(); await Work.DoAsync([|call|]); }")]
    [InlineData("void M(Context ctx) { Context call; using (ctx.WithCancel(out call)) { Work.Do(call); } Work.Do([|call|]); }")]
    [InlineData("void M(Context ctx) { Context call; using (var cancel = ctx.WithCancel(out call)) { Work.Do(call); } Work.Do([|call|]); }")]
    [InlineData("void M(Context ctx) { Context call; { using var cancel = Work.Limit(ctx, out call); Work.Do(call); } Work.Do([|call|]); }")]
    [InlineData("void M(Context ctx) { using (ctx.WithCancel(out ctx)) { Work.Do(ctx); } Work.Do([|ctx|]); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); using var again = [|call|].WithTimeout(Work.Second, out var inner); }")]
    [InlineData("async Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); await Task.Delay(1, [|call|]); }")]
    [InlineData("async Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); await Task.Delay(1, [|call|].Token); }")]
    [InlineData("async Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); await foreach (var i in Work.ReadAsync([|call|])) { } }")]
    [InlineData("Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { Work.Do(call); } finally { cancel.Dispose(); } return Work.DoAsync([|call|]); }")]
    [InlineData("Func<Context, Task> M() => async ctx => { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); await Work.DoAsync([|call|]); };")]
    [InlineData("void M(Context ctx) { Inner(); void Inner() { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); Work.Do([|call|]); } }")]
    [InlineData("async IAsyncEnumerable<T> M<T>(Context ctx, T value) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); await Work.DoAsync([|call|]); yield return value; }")]
    [InlineData("void M(Context ctx, bool isOdd) { var cancel = ctx.WithCancel(out var call); if (isOdd) cancel.Dispose(); else cancel.Dispose(); Work.Do([|call|]); }")]
    public async Task Context_UsedAfterItsScope_IsReported(string member) => await Verify<SpentContextRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { using (ctx.WithCancel(out var call)) { Work.Do(call); } Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); Work.Do(call); cancel.Dispose(); Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, bool isOdd) { var cancel = ctx.WithCancel(out var call); if (isOdd) cancel.Dispose(); Work.Do(call); cancel.Dispose(); }")]
    [InlineData("bool M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); return call.IsDone && call.Status == ContextStatus.Canceled; }")]
    [InlineData("Exception? M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); return call.Cause ?? call.ToException(); }")]
    [InlineData("bool M(Context ctx, Exception e) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); return e.IsCanceled(call); }")]
    [InlineData("string M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); return Work.Describe(call); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); Work.Do(call.WithoutCancel()); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); call = ctx; Work.Do(call); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); cancel = ctx.WithCancel(out call); Work.Do(call); cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { Context call; for (var i = 0; i < 2; i++) { using var cancel = ctx.WithCancel(out call); Work.Do(call); } }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Cancel(); Work.Do(call); cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { while (true) { using var cancel = ctx.WithCancel(out ctx); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx) { while (true) { using var one = ctx.WithCancel(out var call); using var two = call.WithCancel(out call); Work.Do(call); } }")]
    [InlineData("void M(Context ctx) { while (true) { var cancel = ctx.WithCancel(out var call); Work.Do(call); cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx, Context[] all) { foreach (var each in all) { using var one = Context.Merge([ctx, each], out var call); using var two = call.WithCancel(out call); Work.Do(call); } }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); Action work = () => Work.Do(call); work(); cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { Work.Do(call); } catch (IOException) { Work.Do(call); } finally { cancel.Dispose(); } }")]
    [InlineData("Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); return Task.FromCanceled(call); }")]
    public async Task Context_AliveOrAsked_IsSilent(string member) => await Verify<SpentContextRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Fact]
    public async Task Context_InTopLevelStatements_IsReported() => await Verify<SpentContextRule>.ReportsAsync(
        "var cancel = Context.Background.WithCancel(out var ctx); cancel.Dispose(); await Work.DoAsync([|ctx|]);" + Work, OutputKind.ConsoleApplication);

    [Fact]
    public async Task Context_InATestProject_IsSilent() => await Verify<SpentContextRule>.IsSilentAsync(
        "namespace Xunit { public sealed class FactAttribute : Attribute; } class C { [Xunit.Fact] public void M() { var cancel = Context.Background.WithCancel(out var call); cancel.Dispose(); Work.Do(call); } }" + Work);

    [Fact]
    public async Task Context_InPartialMethods_IsReported() => await Verify<SpentContextRule>.ReportsAsync(
        "partial class C { partial void M(Context ctx); } partial class C { partial void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); Work.Do([|call|]); } }" + Work);

    [Fact]
    public async Task Context_InGeneratedCode_IsSilent() => await Verify<SpentContextRule>.IsSilentAsync(
        "// <auto-generated/>\nclass C { void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); Work.Do(call); } }" + Work);

    [Fact]
    public async Task Context_InNullableObliviousCode_IsReported() => await Verify<SpentContextRule>.ReportsAsync(
        "#nullable disable\nclass C { void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(); Work.Do([|call|]); } }" + Work);

    [Theory]
    [InlineData("class C { void M(Context ctx) { var cancel = ctx.WithCancel(out var call); cancel.Dispose(; M([|call|]) } }")]
    [InlineData("class C { void M(Context ctx) { using (ctx.WithCancel(out call)) { } M(call); } }")]
    public async Task Context_InBrokenCode_DoesNotFail(string code) => await Verify<SpentContextRule>.ReportsAsync(code, compiler: CompilerDiagnostics.None);
}
