using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.CodeFixes.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

public sealed class BlindWaitFixTests
{
    private const string Rest =
        """
         Task Work() => Task.Delay(1); Task<int> Value(int i = 0) => Task.FromResult(i);
            SemaphoreSlim S = new(1); System.Threading.Channels.Channel<int> Q = null!; ManualResetEvent E = new(false); Mutex L = new(); }
        """;

    [Theory]
    [InlineData("await Task.[|Delay|](5);", "await Task.Delay(5, ctx);")]
    [InlineData("await Task.[|Delay|](delay: TimeSpan.FromDays(1)); // long", "await Task.Delay(delay: TimeSpan.FromDays(1), cancellationToken: ctx); // long")]
    [InlineData("await S.[|WaitAsync|]();", "await S.WaitAsync(ctx);")]
    [InlineData("S.[|Wait|](5);", "S.Wait(5, ctx);")]
    [InlineData("Thread.[|Sleep|](5);", "await Task.Delay(5, ctx);")]
    [InlineData("Thread.[|Sleep|](/* short */ millisecondsTimeout: 5);", "await Task.Delay(/* short */ 5, ctx);")]
    [InlineData("lock (S) { Thread.[|Sleep|](TimeSpan.FromSeconds(5)); }", "lock (S) { Task.Delay(TimeSpan.FromSeconds(5), ctx).GetAwaiter().GetResult(); }")]
    [InlineData("await Q.Reader.[|ReadAsync|]();", "await Q.Reader.ReceiveAsync(ctx);")]
    [InlineData("await Q.Writer.[|WriteAsync|](/* one */ 1);", "await Q.Writer.SendAsync(/* one */ ctx, 1);")]
    [InlineData("await Q.Reader.[|WaitToReadAsync|]();", "await Q.Reader.WaitToReadAsync(ctx);")]
    [InlineData("await foreach (var i in Q.Reader.[|ReadAllAsync|]()) { }", "await foreach (var i in Q.Reader.ReceiveAllAsync(ctx)) { }")]
    [InlineData("Work().[|Wait|]();", "await ctx.WaitAsync(Work());")]
    [InlineData("Work().[|Wait|](5);", "Work().Wait(5, ctx);")]
    [InlineData("var i = Value().[|Result|] + Value(Value().[|Result|]).[|Result|];", "var i = await ctx.WaitAsync(Value()) + await ctx.WaitAsync(Value(await ctx.WaitAsync(Value())));")]
    [InlineData("var s = Value().[|Result|].ToString();", "var s = (await ctx.WaitAsync(Value())).ToString();")]
    [InlineData("E.[|WaitOne|]();", "await ctx.WaitAsync(E);")]
    public async Task Fix_AsyncMethod_WaitsUnderTheContext(string wait, string expected) => await Verify<BlindWaitRule>.FixesAsync<BlindWaitFixer>(
        "using Plumbline.Concurrency;\nclass C { async Task M(Context ctx) { await Task.Yield(); " + wait + "\n}" + Rest,
        "using Plumbline.Concurrency;\nclass C { async Task M(Context ctx) { await Task.Yield(); " + expected + "\n}" + Rest);

    [Theory]
    [InlineData("Thread.[|Sleep|](5);", "Task.Delay(5, ctx).GetAwaiter().GetResult();")]
    [InlineData("S.[|Wait|]();", "S.Wait(ctx);")]
    [InlineData("Work().[|Wait|]();", "Work().Wait(ctx);")]
    [InlineData("var i = Value().[|Result|];", "var i = ctx.WaitAsync(Value()).Result;")]
    [InlineData("E.[|WaitOne|]();", "ctx.WaitAsync(E).GetAwaiter().GetResult();")]
    [InlineData("L.[|WaitOne|]();", "L.[|WaitOne|]();")]
    [InlineData("var b = E.[|WaitOne|]();", "var b = E.[|WaitOne|]();")]
    public async Task Fix_BlockingMethod_WaitsUnderTheContextOrStays(string wait, string expected) => await Verify<BlindWaitRule>.FixesAsync<BlindWaitFixer>(
        "using Plumbline.Concurrency;\nclass C { void M(Context ctx) { " + wait + " }" + Rest,
        "using Plumbline.Concurrency;\nclass C { void M(Context ctx) { " + expected + " }" + Rest);

    [Fact]
    public async Task Fix_NamespaceNotImported_ImportsIt() => await Verify<BlindWaitRule>.FixesAsync<BlindWaitFixer>(
        """
        using System.Threading.Channels;

        namespace App;

        class C
        {
            async Task<int> M(Context ctx, ChannelReader<int> reader) => await reader.[|ReadAsync|]();
        }
        """,
        """
        using System.Threading.Channels;
        using Plumbline.Concurrency;

        namespace App;

        class C
        {
            async Task<int> M(Context ctx, ChannelReader<int> reader) => await reader.ReceiveAsync(ctx);
        }
        """);
}
