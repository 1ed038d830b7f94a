using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class LostScopeTests
{
    // What the cases call: work of others, and a wrapper that is known by what it returns.
    private const string Work =
        """

        static class Work
        {
            public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
            public static Task DoAsync(Context ctx) => Task.CompletedTask;
            public static void Do(Context ctx) { }
            public static bool IsReady(Context ctx) => ctx.IsDone;
            public static CancelScope Limit(Context ctx, out Context child) => ctx.WithTimeout(Second, out child);
            public static Task<CancelScope> LimitAsync(Context ctx) => Task.FromResult(ctx.WithTimeout(Second, out _));
            public static void Take(CancelScope scope) => scope.Dispose();
            [System.Diagnostics.CodeAnalysis.DoesNotReturn] public static void Fail() => throw new InvalidOperationException();
        }
        """;

    [Theory]
    [InlineData("void M(Context ctx) { [|ctx.WithTimeout(Work.Second, out var call)|]; Work.Do(call); }")]
    [InlineData("void M(Context ctx) { _ = [|ctx.WithCancel(out var call)|]; Work.Do(call); }")]
    [InlineData("void M(Context ctx) => [|ctx.WithCancel(out _)|];")]
    [InlineData("Action<Context> M() => ctx => [|ctx.WithCancel(out _)|];")]
    [InlineData("void M(Context ctx) { [|Work.Limit(ctx, out var call)|]; Work.Do(call); }")]
    [InlineData("async Task M(Context ctx) { await Work.DoAsync(ctx); _ = [|await Work.LimitAsync(ctx)|]; }")]
    [InlineData("async Task M(Context ctx) { _ = [|await Work.LimitAsync(ctx).ConfigureAwait(false)|]; }")]
    [InlineData("void M(Context one, Context other) { [|Context.Merge([one, other], out var call)|]; Work.Do(call); }")]
    [InlineData("void M(Context ctx, Plumbline.Concurrency.Supersession<string> searches) { [|searches.Enter(ctx, \"a\", out var call)|]; Work.Do(call); }")]
    public async Task Scope_Discarded_IsReported(string member) => await Verify<LostScopeRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); }")]
    [InlineData("void M(Context ctx, bool isOdd) { var cancel = [|ctx.WithCancel(out var call)|]; if (isOdd) return; cancel.Dispose(); }")]
    [InlineData("void M(Context ctx, bool isOdd) { var cancel = [|ctx.WithCancel(out var call)|]; if (isOdd) cancel.Dispose(); }")]
    [InlineData("void M(Context ctx, bool isOdd) { var cancel = [|ctx.WithCancel(out var call)|]; try { Work.Do(call); } finally { if (isOdd) cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx, CancelScope other) { var cancel = [|ctx.WithCancel(out var call)|]; try { Work.Do(call); } finally { other.Dispose(); } }")]
    [InlineData("int M(Context ctx, int kind) { var cancel = [|ctx.WithCancel(out var call)|]; switch (kind) { case 1: cancel.Dispose(); return 1; case 2: return 2; default: cancel.Cancel(); return 3; } }")]
    [InlineData("int M(Context ctx, int kind) { var cancel = [|ctx.WithCancel(out var call)|]; try { if (kind > 1) return 1; cancel.Dispose(); } finally { kind++; } return kind; }")]
    [InlineData("void M(Context ctx) { CancelScope cancel; cancel = [|ctx.WithCancel(out var call)|]; Console.WriteLine(cancel.ToString()); }")]
    [InlineData("void M(Context ctx) { IDisposable cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); }")]
    [InlineData("void M(Context ctx, bool isLimited) { var cancel = isLimited ? [|ctx.WithTimeout(Work.Second, out ctx)|] : default; Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, string[] names) { foreach (var name in names) { var cancel = [|ctx.WithCancel(out var call)|]; if (name.Length == 0) continue; cancel.Dispose(); } }")]
    [InlineData("Func<Context, Task> M() => async ctx => { var cancel = [|ctx.WithCancel(out var call)|]; await Task.Yield(); };")]
    [InlineData("void M(Context ctx) { void Inner() { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); } Inner(); }")]
    [InlineData("async IAsyncEnumerable<int> M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; await Work.DoAsync(call); yield return 1; }")]
    [InlineData("T M<T>(Context ctx, T value) { var cancel = [|ctx.WithCancel(out var call)|]; return value; }")]
    [InlineData("int P { get { var cancel = [|Context.Background.WithCancel(out var call)|]; return 1; } }")]
    [InlineData("C(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); }")]
    [InlineData("void M(Context ctx, Plumbline.Concurrency.Supersession<int> searches) { var entered = [|searches.Enter(ctx, 1, out var call)|]; Work.Do(call); }")]
    public async Task Scope_NotDisposedOnAPath_IsReported(string member) => await Verify<LostScopeRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("async Task M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; await Work.DoAsync(call); cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(ctx); using (cancel) { Work.Do(call); } }")]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(ctx); try { Work.Do(call); } finally { cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx, string name) { var cancel = [|ctx.WithCancel(out var call)|]; if (name.Length == 0) throw new ArgumentException(name); cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; try { Work.Do(call); } catch (IOException) { } cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; try { Work.Do(call); } catch { throw; } cancel.Dispose(); }")]
    [InlineData("IEnumerable<int> M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; yield return 1; cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { try { Action work = () => { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); cancel.Dispose(); }; work(); } finally { Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx) { try { Inner(); void Inner() { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); cancel.Dispose(); } } catch { Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx, Action work) { var cancel = [|ctx.WithCancel(out var call)|]; work(); cancel.Dispose(); }")]
    [InlineData("async Task M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; ctx.Token.ThrowIfCancellationRequested(); try { await Task.Delay(1, call); } finally { cancel.Dispose(); } }")]
    public async Task Scope_ExceptionBeforeItIsDisposed_IsReported(string member) => await Verify<LostScopeRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var one)|]; cancel = ctx.WithCancel(out var other); cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var one)|]; cancel = default; cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = [|ctx.WithCancel(out var call)|]; try { Work.Do(call); cancel = ctx.WithCancel(out call); } finally { cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx, string[] names) { CancelScope cancel = default; foreach (var name in names) { cancel = [|ctx.WithCancel(out var call)|]; Console.WriteLine(name); } cancel.Dispose(); }")]
    [InlineData("void M(Context ctx, int turns) { CancelScope cancel = default; try { while (turns-- > 0) { cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); } } finally { cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx) { for (;;) { var cancel = [|ctx.WithCancel(out var call)|]; Work.Do(call); } }")]
    public async Task Scope_Overwritten_IsReported(string member) => await Verify<LostScopeRule>.ReportsAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx) { using var cancel = ctx.WithCancel(out var call); Work.Do(call); }")]
    [InlineData("void M(Context ctx) { using (ctx.WithCancel(out var call)) Work.Do(call); }")]
    [InlineData("void M(Context ctx) { using (var cancel = ctx.WithCancel(out var call)) { Work.Do(call); } }")]
    [InlineData("async Task M(Context ctx) { using var cancel = await Work.LimitAsync(ctx); }")]
    [InlineData("void M(Context ctx, bool isLimited) { using var cancel = isLimited ? ctx.WithTimeout(Work.Second, out ctx) : default; Work.Do(ctx); }")]
    [InlineData("void M(Context ctx, int kind) { using var cancel = kind switch { 1 => ctx.WithCancel(out ctx), _ => default }; Work.Do(ctx); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { Work.Do(call); } finally { cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); using (cancel) { Work.Do(call); } }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { Work.Do(call); } catch { cancel.Dispose(); throw; } cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { Work.Do(call); } catch (Exception e) when (e is not IOException) { } finally { cancel.Dispose(); } }")]
    [InlineData("int M(Context ctx, int kind) { var cancel = ctx.WithCancel(out var call); try { if (kind > 1) return 1; Work.Do(call); return 2; } finally { cancel.Dispose(); } }")]
    [InlineData("void M(Context ctx) { var first = ctx.WithCancel(out var one); var second = one.WithTimeout(Work.Second, out var two); try { Work.Do(two); } finally { second.Dispose(); first.Dispose(); } }")]
    [InlineData("void M(Context ctx, Plumbline.Concurrency.Supersession<int> searches) { using var entered = searches.Enter(ctx, 1, out var call); Work.Do(call); }")]
    [InlineData("void M(Context ctx, List<Plumbline.Concurrency.SupersessionScope<int>> all) { all.Last(); all.Max(); }")]
    [InlineData("async Task M(Context ctx) { var cancel = ctx.WithCancel(out var call); var registration = call.Token.Register(() => { }); try { await Task.Delay(1, call); } finally { registration.Dispose(); cancel.Dispose(); } }")]
    public async Task Scope_DisposedOnEveryPath_IsSilent(string member) => await Verify<LostScopeRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("CancelScope M(Context ctx, out Context call) => ctx.WithCancel(out call);")]
    [InlineData("CancelScope M(Context ctx, out Context call) { var cancel = ctx.WithCancel(out call); return cancel; }")]
    [InlineData("void M(Context ctx, out CancelScope cancel) => cancel = ctx.WithCancel(out _);")]
    [InlineData("(CancelScope, Context) M(Context ctx) { var cancel = ctx.WithCancel(out var call); return (cancel, call); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); Work.Take(cancel); }")]
    [InlineData("void M(Context ctx) => Work.Take(ctx.WithCancel(out _));")]
    [InlineData("void M(Context ctx, List<CancelScope> all) { for (var i = 0; i < 3; i++) all.Add(ctx.WithCancel(out _)); }")]
    [InlineData("void M(Context ctx, List<CancelScope> all) { for (var i = 0; i < 3; i++) { var cancel = ctx.WithCancel(out _); all.Add(cancel); } }")]
    [InlineData("Func<CancelScope> M(Context ctx) => () => ctx.WithCancel(out _);")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); Console.CancelKeyPress += (_, _) => cancel.Cancel(); Work.Do(call); }")]
    [InlineData("void M(Stack<CancelScope> all) { all.Pop(); var top = all.Peek(); }")]
    [InlineData("CancelScope Own { get; } void M() { var own = Own; }")]
    [InlineData("void M(Context ctx) => ctx.WithCancel(out _).Cancel();")]
    [InlineData("IDisposable[] M(Context ctx) { var cancel = ctx.WithCancel(out _); return [cancel]; }")]
    public async Task Scope_HandedOver_IsSilent(string member) => await Verify<LostScopeRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("void M(Context ctx, bool isLimited) { CancelScope cancel = default; if (isLimited) cancel = ctx.WithCancel(out ctx); if (isLimited) cancel.Dispose(); }")]
    [InlineData("void M(Context ctx, bool isLimited) { CancelScope? cancel = null; if (isLimited) cancel = ctx.WithCancel(out ctx); cancel?.Dispose(); }")]
    [InlineData("void M(Context ctx, TimeSpan? limit) { var cancel = limit is { } time ? ctx.WithTimeout(time, out ctx) : default; if (cancel != default) cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); while (true) Work.Do(call); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { Work.Do(call); } finally { cancel.Dispose(); Work.Do(ctx); } }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); if (call.IsDone) { Environment.Exit(1); } cancel.Dispose(); }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); var names = new List<string>(); names.Add(\"a\"); cancel.Dispose(); }")]
    [InlineData("async Task<CancelScope> M(Context ctx) { var cancel = ctx.WithCancel(out var call); await Work.DoAsync(call); return cancel; }")]
    [InlineData("void M(Context ctx) { var cancel = ctx.WithCancel(out var call); if (call.IsDone) Work.Fail(); Work.Take(cancel); }")]
    public async Task Scope_InDoubt_IsSilent(string member) => await Verify<LostScopeRule>.IsSilentAsync($"class C {{ {member} }}{Work}");

    [Theory]
    [InlineData("class C { private CancelScope _scope; C(Context ctx) { _scope = [|ctx.WithCancel(out var call)|]; Work.Do(call); } }")]
    [InlineData("class C { private CancelScope _scope; C(Context ctx) => _scope = [|ctx.WithCancel(out _)|]; }")]
    [InlineData("class C { CancelScope _scope; void M(Context ctx) { this._scope = [|ctx.WithTimeout(Work.Second, out var call)|]; Work.Do(call); } }")]
    [InlineData("class C { private IDisposable? _scope; void M(Context ctx) { _scope = [|ctx.WithCancel(out _)|]; } void N() { _scope = null; } }")]
    [InlineData("class C : IDisposable { private CancelScope _scope; async Task M(Context ctx) { _scope = [|await Work.LimitAsync(ctx)|]; } public void Dispose() { } }")]
    [InlineData("struct C<T> { private CancelScope _scope; C(Context ctx, T value) { _scope = [|Work.Limit(ctx, out _)|]; } }")]
    [InlineData("partial class C { private CancelScope _scope; } partial class C { void M(Context ctx) { _scope = [|ctx.WithCancel(out _)|]; } }")]
    public async Task Scope_KeptInAFieldThatNothingReads_IsReported(string code) => await Verify<LostScopeRule>.ReportsAsync(code + Work);

    [Theory]
    [InlineData("class C : IDisposable { private CancelScope _scope; C(Context ctx) => _scope = ctx.WithCancel(out _); public void Dispose() => _scope.Dispose(); }")]
    [InlineData("class C { private CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); } void Stop() => _scope.Cancel(); }")]
    [InlineData("class C { private CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); } CancelScope Scope => _scope; }")]
    [InlineData("class C { private CancelScope _scope; void M(Context ctx) { var old = _scope; _scope = ctx.WithCancel(out _); } }")]
    [InlineData("class C { private CancelScope _scope; CancelScope M(Context ctx) => _scope = ctx.WithCancel(out _); }")]
    [InlineData("class C { private CancelScope _scope; CancelScope M(Context ctx) => _scope = ctx.WithCancel(out _); void N(Context ctx) { _scope = ctx.WithCancel(out _); } }")]
    [InlineData("class C { private CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); Keep(ref _scope); } static void Keep(ref CancelScope scope) => scope.Dispose(); }")]
    [InlineData("class C { private CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); } class D { void M(C c) => c._scope.Dispose(); } }")]
    [InlineData("partial class C { private CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); } } partial class C { void Stop() => _scope.Dispose(); }")]
    [InlineData("class C { internal CancelScope Scope; void M(Context ctx) { Scope = ctx.WithCancel(out _); } }")]
    [InlineData("class C { protected CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); } }")]
    [InlineData("class C { [Obsolete] private CancelScope _scope; void M(Context ctx) { _scope = ctx.WithCancel(out _); } }")]
    [InlineData("class C { private CancelScope Scope { get; set; } void M(Context ctx) { Scope = ctx.WithCancel(out _); } }")]
    public async Task Scope_KeptInAFieldThatSomeoneMayRead_IsSilent(string code) => await Verify<LostScopeRule>.IsSilentAsync(code + Work);

    [Fact]
    public async Task Scope_EndedMidwayInATestProject_IsSilent() => await Verify<LostScopeRule>.IsSilentAsync(
        """
        namespace Xunit { public sealed class FactAttribute : Attribute; }

        class C
        {
            [Xunit.Fact]
            public void M() { var cancel = Context.Background.WithCancel(out var call); Work.Do(call); cancel.Dispose(); }
        }
        """ + Work);

    [Fact]
    public async Task Scope_InTopLevelStatements_IsReported() => await Verify<LostScopeRule>.ReportsAsync(
        "var cancel = [|Context.Background.WithCancel(out var call)|]; Work.Do(call); [|call.WithCancel(out _)|];" + Work, OutputKind.ConsoleApplication);

    [Fact]
    public async Task Scope_InPartialMethodsAndClasses_IsReported() => await Verify<LostScopeRule>.ReportsAsync(
        "partial class C { partial void M(Context ctx); } partial class C { partial void M(Context ctx) { [|ctx.WithCancel(out _)|]; } }");

    [Fact]
    public async Task Scope_InGeneratedCode_IsSilent() => await Verify<LostScopeRule>.IsSilentAsync(
        "// <auto-generated/>\nclass C { void M(Context ctx) { ctx.WithCancel(out _); } }");

    [Fact]
    public async Task Scope_InNullableObliviousCode_IsReported() => await Verify<LostScopeRule>.ReportsAsync(
        "#nullable disable\nclass C { void M(Context? ctx) { [|ctx?.WithCancel(out _)|]; } }".Replace("[|ctx?.WithCancel(out _)|]", "ctx?[|.WithCancel(out _)|]", StringComparison.Ordinal));

    [Fact]
    public async Task Scope_OfAnotherType_IsSilent() => await Verify<LostScopeRule>.IsSilentAsync(
        "namespace Other { struct CancelScope : IDisposable { public void Dispose() { } } class C { CancelScope Make() => default; void M() { Make(); } } }");

    [Theory]
    [InlineData("class C { void M(Context ctx) { var cancel = ctx.WithCancel(out var call); foreach (var x in ) { } cancel.Dispose( } }")]
    [InlineData("class C { void M(Context ctx) { var cancel = ctx.WithCancel(; if (cancel return; } }")]
    [InlineData("class C { void M() { _ = ctx.WithCancel(out var call); goto nowhere; } }")]
    public async Task Scope_InBrokenCode_DoesNotFail(string code) => await Verify<LostScopeRule>.ReportsAsync(code, compiler: CompilerDiagnostics.None);
}
