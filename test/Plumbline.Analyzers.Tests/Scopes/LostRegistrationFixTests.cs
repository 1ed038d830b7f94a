using Plumbline.Analyzers.CodeFixes.Scopes;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class LostRegistrationFixTests
{
    [Fact]
    public async Task Fix_OutermostBlock_KeepsTheRegistrationAndComments() => await Verify<LostRegistrationRule>.FixesAsync<LostRegistrationFixer>(
        """
        class C
        {
            async Task M(Context ctx, Stream stream)
            {
                // Ends the read.
                [|ctx.Register(() =>
                {
                    stream.Dispose(); // at once
                })|]; // the end

                await Task.Yield();
            }
        }
        """,
        """
        class C
        {
            async Task M(Context ctx, Stream stream)
            {
                // Ends the read.
                using var registration = ctx.Register(() =>
                {
                    stream.Dispose(); // at once
                }); // the end

                await Task.Yield();
            }
        }
        """);

    [Fact]
    public async Task Fix_Several_NamesThemApart() => await Verify<LostRegistrationRule>.FixesAsync<LostRegistrationFixer>(
        """
        class C
        {
            async Task M(Context ctx, CancellationToken token)
            {
                [|ctx.Register(() => { })|];
                _ = [|token.Register(() => { })|];
                await Task.Yield();
            }

            async Task N(Context ctx)
            {
                var registration2 = 0;
                [|ctx.Register(() => { })|];
                await Task.Yield();
                GC.KeepAlive(registration2);
            }
        }
        """,
        """
        class C
        {
            async Task M(Context ctx, CancellationToken token)
            {
                using var registration = ctx.Register(() => { });
                using var registration3 = token.Register(() => { });
                await Task.Yield();
            }

            async Task N(Context ctx)
            {
                var registration2 = 0;
                using var registration4 = ctx.Register(() => { });
                await Task.Yield();
                GC.KeepAlive(registration2);
            }
        }
        """);

    [Fact]
    public async Task Fix_VariableThatNothingReads_IsDisposed() => await Verify<LostRegistrationRule>.FixesAsync<LostRegistrationFixer>(
        """
        class C
        {
            async Task M(Context ctx, Stream stream)
            {
                // Ends the read.
                var closing = [|ctx.Register(stream.Dispose)|]; // at once
                IDisposable other = [|ctx.Register(stream.Close)|];
                await Task.Yield();
            }
        }
        """,
        """
        class C
        {
            async Task M(Context ctx, Stream stream)
            {
                // Ends the read.
                using var closing = ctx.Register(stream.Dispose); // at once
                using IDisposable other = ctx.Register(stream.Close);
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public async Task Fix_TurnOfALoop_KeepsItForTheTurn() => await Verify<LostRegistrationRule>.FixesAsync<LostRegistrationFixer>(
        "class C { void M(Context ctx) { foreach (var i in new[] { 1, 2 }) { [|ctx.Register(() => { })|]; } } }",
        "class C { void M(Context ctx) { foreach (var i in new[] { 1, 2 }) { using var registration = ctx.Register(() => { }); } } }");

    [Theory]
    [InlineData("class C { async Task M(Context ctx) { if (ctx.IsDone) { [|ctx.Register(() => { })|]; } await Task.Yield(); } }")]
    [InlineData("class C { async Task M(Context ctx) { if (ctx.IsDone) [|ctx.Register(() => { })|]; await Task.Yield(); } }")]
    [InlineData("class C { async Task M(Context ctx, int i) { switch (i) { case 1: [|ctx.Register(() => { })|]; break; } await Task.Yield(); } }")]
    [InlineData("class C { Task M(Context ctx) { var source = new TaskCompletionSource(); [|ctx.Register(() => source.TrySetCanceled())|]; return source.Task; } }")]
    [InlineData("class C { async Task M(Context ctx) { again: if (ctx.IsDone) { goto end; } [|ctx.Register(() => { })|]; await Task.Yield(); goto again; end: ; } }")]
    public async Task Fix_InnerBlock_OffersNone(string code) => await Verify<LostRegistrationRule>.FixesAsync<LostRegistrationFixer>(code, code);
}
