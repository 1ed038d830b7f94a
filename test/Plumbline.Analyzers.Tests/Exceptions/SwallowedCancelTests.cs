using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Exceptions;

public sealed class SwallowedCancelTests
{
    [Theory]
    [InlineData("while (true) { try { await Work(ctx); } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } [|catch|] (OperationCanceledException) { } }")]
    [InlineData("while (true) { try { await Work(ctx); } [|catch|] { } }")]
    [InlineData("for (var i = 0; i < 3; i++) { try { await Work(ctx); return; } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("foreach (var item in new[] { 1, 2 }) { try { await Work(ctx); } [|catch|] (Exception) { continue; } }")]
    [InlineData("do { try { await Work(ctx); } [|catch|] (Exception e) { Log(e); await Task.Delay(1); } } while (Log(null));")]
    [InlineData("while (true) { try { await Task.Delay(1, ctx.Token); } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Task.Delay(1, ctx).ConfigureAwait(false); } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { ctx.ThrowIfDone(); await Work(ctx); } catch (IOException) { return; } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); await Work(call); } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("while (true) { using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(1), out var call); try { await Work(call); await Work(ctx); } [|catch|] (Exception e) { Log(e); } }")]
    [InlineData("for (var i = 0; i < 3; i++) { using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); try { await Work(call); return; } [|catch|] (OperationCanceledException) { } }")]
    [InlineData("while (true) { try { await foreach (var item in Items(ctx)) { } } [|catch|] (Exception e) { Log(e); } finally { Log(null); } }")]
    [InlineData("while (true) { if (Log(null)) { try { await Work(ctx); } [|catch|] (Exception e) { Func<Exception> f = () => throw e; Log(e); } } }")]
    [InlineData("while (true) { try { await Work(ctx); } [|catch|] (Exception e) { Throwing(e); } }")]
    [InlineData("Exception? last = null; for (var i = 0; i < 3; i++) { try { await Work(ctx); return; } [|catch|] (Exception e) { last = e; } } throw last!;")]
    [InlineData("var errors = new List<Exception>(); foreach (var item in new[] { 1, 2 }) { try { await Work(ctx); } [|catch|] (Exception e) { errors.Add(e); } } Log(errors);")]
    [InlineData("var errors = new List<Exception>(); foreach (var item in new[] { 1, 2 }) { try { await Work(ctx); } [|catch|] (Exception e) { Log(e); errors.Add(new IOException()); } } throw new AggregateException(errors);")]
    [InlineData("while (true) { var errors = new List<Exception>(); try { await Work(ctx); } [|catch|] (Exception e) { errors.Add(e); } }")]
    public async Task Loop_GoesOnAfterACancel_IsReported(string body) => await Verify<SwallowedCancelRule>.ReportsAsync(Method(body));

    [Theory]
    [InlineData("try { await Work(ctx); } catch (Exception e) { Log(e); }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) when (!ctx.IsDone) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) when (e is not OperationCanceledException) { Log(e); } }")]
    [InlineData("while (!ctx.IsDone) { try { await Work(ctx); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { ctx.ThrowIfDone(); try { await Work(ctx); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { Log(e); throw; } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { if (Log(e)) break; } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { Log(e); return; } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (OperationCanceledException) { throw; } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (TaskCanceledException) { return; } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { Log(e); await Task.Delay(1, ctx); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { Log(e); } await Task.Delay(1, ctx); }")]
    [InlineData("while (true) { using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); try { await Work(call); } catch (Exception e) { Log(e); } await Task.Delay(1, ctx); }")]
    [InlineData("while (true) { using var cancel = Context.Background.WithTimeout(TimeSpan.FromSeconds(1), out var call); try { await Work(call); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { using var cancel = ctx.WithoutCancel().WithTimeout(TimeSpan.FromSeconds(1), out var call); try { await Work(call); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); try { await Work(call); } catch (Exception e) when (e.IsCanceled(call)) { Log(e); } }")]
    [InlineData("while (true) { using var cancel = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var call); call.ThrowIfDone(); try { await Work(call); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { if (ctx.IsDone) return; await Work(ctx); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (IOException e) { Log(e); } }")]
    [InlineData("while (true) { try { await Task.Delay(1); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(Context.Background); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { Log(e); } break; }")]
    [InlineData("while (true) { try { Func<Task> f = () => Work(ctx); Log(f); } catch (Exception e) { Log(e); } }")]
    [InlineData("await foreach (var item in Items(ctx)) { try { await Work(ctx); } catch (Exception e) { Log(e); } }")]
    [InlineData("while (true) { Func<Task> f = async () => { try { await Work(ctx); } catch (Exception e) { Log(e); } }; await f(); }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { Environment.Exit(Log(e) ? 1 : 2); } }")]
    [InlineData("while (true) { try { await Work(ctx); } finally { Log(null); } }")]
    [InlineData("while (true) { try { await Work(ctx); } catch (Exception e) { ThrowUnexpected(e); } }")]
    [InlineData("var errors = new List<Exception>(); foreach (var item in new[] { 1, 2 }) { try { await Work(ctx); } catch (Exception e) { Log(e); errors.Add(e); } } if (errors.Count > 0) { throw new AggregateException(errors); }")]
    [InlineData("List<Exception>? errors = null; foreach (var item in new[] { 1, 2 }) { try { await Work(ctx); } catch (Exception e) { (errors ??= new()).Add(e); } } if (errors is not null) throw new AggregateException(errors);")]
    public async Task Loop_EndsOrLooks_IsSilent(string body) => await Verify<SwallowedCancelRule>.IsSilentAsync(Method(body));

    [Theory]
    [InlineData("class C { Func<Context, Task> F = async ctx => { while (true) { try { await Task.Delay(1, ctx); } [|catch|] { } } }; }")]
    [InlineData("class C<T> { async Task M(Context ctx) { await L(); async Task L() { while (true) { try { await Task.Delay(1, ctx); } [|catch|] { } } } } }")]
    [InlineData("class C { async IAsyncEnumerable<int> M(Context ctx) { while (true) { try { await Task.Delay(1, ctx); } [|catch|] { } yield return 1; } } }")]
    [InlineData("#nullable disable\npartial class C { async Task M(Context ctx) { while (true) { try { await Task.Delay(1, ctx); } [|catch|] { } } } }")]
    public async Task Loop_AnyFunction_IsReported(string code) => await Verify<SwallowedCancelRule>.ReportsAsync(code);

    [Theory]
    [InlineData("class C { async Task StopAsync(Context ctx, IEnumerable<Func<Context, Task>> all) { foreach (var stop in all) { try { await stop(ctx); } catch (Exception e) { Console.WriteLine(e); } } } }")]
    [InlineData("class C { async Task DisposeAllAsync(Context ctx, IEnumerable<Func<Context, Task>> all) { foreach (var stop in all) { try { await stop(ctx); } catch { } } } }")]
    public async Task Loop_MethodEndsSomething_IsSilent(string code) => await Verify<SwallowedCancelRule>.IsSilentAsync(code);

    [Fact]
    public async Task Loop_MethodOnlyBeginsLikeAnEnding_IsReported() => await Verify<SwallowedCancelRule>.ReportsAsync(
        "class C { async Task StopwatchAsync(Context ctx, IEnumerable<Func<Context, Task>> all) { foreach (var one in all) { try { await one(ctx); } [|catch|] (Exception e) { Console.WriteLine(e); } } } }");

    [Fact]
    public async Task Loop_TopLevelStatements_IsReported() => await Verify<SwallowedCancelRule>.ReportsAsync(
        "using var cancel = Context.Background.WithCancel(out var ctx); while (true) { try { await Task.Delay(1, ctx); } [|catch|] { } }", OutputKind.ConsoleApplication);

    [Fact]
    public async Task Loop_GeneratedCode_IsSilent() => await Verify<SwallowedCancelRule>.IsSilentAsync(
        "// <auto-generated/>\nclass C { async Task M(Context ctx) { while (true) { try { await Task.Delay(1, ctx); } catch { } } } }");

    [Fact]
    public async Task BrokenCode_Loop_DoesNotThrow() => await Verify<SwallowedCancelRule>.ReportsAsync(
        "class C { async Task M(Context ctx) { while ( { try { await Missing(ctx; } catch ( { } catch (Missing", compiler: CompilerDiagnostics.None);

    private static string Method(string body) =>
        $$"""
        class C
        {
            async Task M(Context ctx)
            {
                {{body}}
            }

            Task Work(Context ctx) => Task.CompletedTask;
            IAsyncEnumerable<int> Items(Context ctx) => throw new NotSupportedException();
            bool Log(object? what) => true;
            void ThrowUnexpected(Exception inner) => throw new InvalidOperationException("", inner);
            void Throwing(object? what) => Log(what);
        }
        """;
}
