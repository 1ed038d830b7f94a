using Plumbline.Analyzers.CodeFixes.Scopes;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Scopes;

public sealed class EscapedWorkFixTests
{
    private const string Work =
        """

        static class Work
        {
            public static Task DoAsync(Context ctx) => Task.CompletedTask;
            public static Task<int> GetAsync(Context ctx) => Task.FromResult(1);
            public static async IAsyncEnumerable<int> ReadAsync(Context ctx) { await DoAsync(ctx); yield return 1; }
            public static Task<Stream> OpenAsync(Context ctx) => Task.FromResult(Stream.Null);
        }
        """;

    [Theory]
    [InlineData(
        "public Task<int> M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.GetAsync(ctx)|]; }",
        "public async Task<int> M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return await Work.GetAsync(ctx); }")]
    [InlineData(
        "Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; }",
        "async Task M(Context ctx) { using var cancel = ctx.WithCancel(out ctx); await Work.DoAsync(ctx); }")]
    [InlineData(
        "static ValueTask<int> M(Context ctx) { using (ctx.WithCancel(out var call)) { return [|new ValueTask<int>(Work.GetAsync(call))|]; } }",
        "static async ValueTask<int> M(Context ctx) { using (ctx.WithCancel(out var call)) { return await new ValueTask<int>(Work.GetAsync(call)); } }")]
    [InlineData(
        "Task<int> M(Context ctx, bool isOdd) { if (isOdd) return Task.FromResult(1); using var cancel = ctx.WithCancel(out ctx); return [|isOdd ? Work.GetAsync(ctx) : Task.FromResult(2)|]; }",
        "async Task<int> M(Context ctx, bool isOdd) { if (isOdd) return await Task.FromResult(1); using var cancel = ctx.WithCancel(out ctx); return await (isOdd ? Work.GetAsync(ctx) : Task.FromResult(2)); }")]
    [InlineData(
        "Task M(Context ctx, bool isOdd) { if (isOdd) return Task.CompletedTask; using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; }",
        "async Task M(Context ctx, bool isOdd) { if (isOdd) return; using var cancel = ctx.WithCancel(out ctx); await Work.DoAsync(ctx); }")]
    [InlineData(
        "Func<Context, Task> M() => ctx => { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; };",
        "Func<Context, Task> M() => async ctx => { using var cancel = ctx.WithCancel(out ctx); await Work.DoAsync(ctx); };")]
    [InlineData(
        "Func<Context, Task> M() => static (Context ctx) => { using var cancel = ctx.WithCancel(out ctx); return [|Work.DoAsync(ctx)|]; };",
        "Func<Context, Task> M() => static async (Context ctx) => { using var cancel = ctx.WithCancel(out ctx); await Work.DoAsync(ctx); };")]
    [InlineData(
        "Task<int> M(Context ctx) { return Inner(ctx); static Task<int> Inner(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return [|Work.GetAsync(ctx)|]; } }",
        "Task<int> M(Context ctx) { return Inner(ctx); static async Task<int> Inner(Context ctx) { using var cancel = ctx.WithCancel(out ctx); return await Work.GetAsync(ctx); } }")]
    [InlineData(
        "Task<int> M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { return [|Work.GetAsync(call)|]; } finally { cancel.Dispose(); } }",
        "async Task<int> M(Context ctx) { var cancel = ctx.WithCancel(out var call); try { return await Work.GetAsync(call); } finally { cancel.Dispose(); } }")]
    [InlineData(
        "Task<int> M(Context ctx, bool isOdd) { using var cancel = ctx.WithCancel(out var call); if (isOdd) return [|Work.GetAsync(call)|]; else return [|Work.GetAsync(call)|]; }",
        "async Task<int> M(Context ctx, bool isOdd) { using var cancel = ctx.WithCancel(out var call); if (isOdd) return await Work.GetAsync(call); else return await Work.GetAsync(call); }")]
    public async Task Fix_ATask_IsAwaited(string member, string expected) =>
        await Verify<EscapedWorkRule>.FixesAsync<EscapedWorkFixer>($"class C {{ {member} }}{Work}", $"class C {{ {expected} }}{Work}");

    [Theory]
    [InlineData("Task M(in Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call)|]; }")]
    [InlineData("Task M(Context ctx, out int x) { x = 1; using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call)|]; }")]
    [InlineData("IAsyncEnumerable<int> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.ReadAsync(call)|]; }")]
    [InlineData("async Task<Stream> M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|await Work.OpenAsync(call)|]; }")]
    [InlineData("Task P { get { using var cancel = Context.Background.WithCancel(out var call); return [|Work.DoAsync(call)|]; } }")]
    [InlineData("object M(Context ctx) { using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call)|]; }")]
    [InlineData("Task M(Context ctx) { lock (this) { using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call)|]; } }")]
    [InlineData("Task M(Context ctx) { Span<int> all = [1]; using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call)|]; }")]
    [InlineData("Task? M(Context ctx, bool isOdd) { if (isOdd) return null; using var cancel = ctx.WithCancel(out var call); return [|Work.DoAsync(call)|]; }")]
    [InlineData("Task M(Context ctx) { Task task; using (ctx.WithCancel(out var call)) { task = [|Work.DoAsync(call)|]; } return task; }")]
    public async Task Fix_WhatCannotBeAwaited_IsNotOffered(string member) =>
        await Verify<EscapedWorkRule>.FixesAsync<EscapedWorkFixer>($"class C {{ {member} }}{Work}", $"class C {{ {member} }}{Work}");

    [Fact]
    public async Task Fix_CommentsAndLines_AreKept() => await Verify<EscapedWorkRule>.FixesAsync<EscapedWorkFixer>(
        """
        class C
        {
            // what it is
            Task M(Context ctx)
            {
                using (ctx.WithCancel(out var call))
                {
                    // first
                    if (call.IsDone)
                        return [|Work.DoAsync(call)|];   // done

                    // then
                    return [|Work.DoAsync(call)|];   // at last
                }
            }
        }
        """ + Work,
        """
        class C
        {
            // what it is
            async Task M(Context ctx)
            {
                using (ctx.WithCancel(out var call))
                {
                    // first
                    if (call.IsDone)
                    {
                        await Work.DoAsync(call);
                        return;
                    }   // done

                    // then
                    await Work.DoAsync(call);   // at last
                }
            }
        }
        """ + Work);
}
