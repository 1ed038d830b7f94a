using System.Net;

namespace Plumbline.Http;

/// <summary>
/// Budgets in bytes of what a call takes beyond what people write by hand: a linked source, CancelAfter, and its token. Lower one when the
/// code gets better; never raise one without saying why.
/// </summary>
public sealed class AllocationTests
{
    private const int Calls = 500;
    private const string Address = "http://localhost/";

    // Without optimization a method that waits keeps room for all its variables.
#if DEBUG
    private const int Unoptimized = 48;
#else
    private const int Unoptimized = 0;
#endif

    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(HttpCompletionOption.ResponseContentRead, 376)]
    [InlineData(HttpCompletionOption.ResponseHeadersRead, 1_304)]
    public void GetAsync_WithDeadline_TakesLittleMoreThanByHand(HttpCompletionOption completion, int most)
    {
        using var network = new PendingHandler();
        using var http = new HttpClient(network);
        using var above = new CancellationTokenSource();
        using var cancelAbove = Context.Background.WithCancel(out var ctx);

        var byHand = Bytes(() =>
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(above.Token);
            linked.CancelAfter(_budget);
            network.Finish(http.GetAsync(Address, completion, linked.Token));
        });
        var ours = Bytes(() =>
        {
            using var cancel = ctx.WithTimeout(_budget, out var call);
            network.Finish(http.GetAsync(call, Address, completion));
        });

        AssertBudget(most, ours - byHand, byHand);
    }

    [Fact]
    public void GetAsync_WithoutDeadline_TakesLittleMoreThanByHand()
    {
        using var network = new PendingHandler();
        using var http = new HttpClient(network) { Timeout = Timeout.InfiniteTimeSpan };
        using var above = new CancellationTokenSource();
        using var cancelAbove = Context.Background.WithCancel(out var ctx);

        var byHand = Bytes(() => network.Finish(http.GetAsync(Address, above.Token)));
        var ours = Bytes(() => network.Finish(http.GetAsync(ctx, Address)));

        AssertBudget(256, ours - byHand, byHand);
    }

    [Fact]
    public void GetAsync_NeverDone_TakesNextToNothingMore()
    {
        using var network = new PendingHandler();
        using var http = new HttpClient(network);

        var byHand = Bytes(() => network.Finish(http.GetAsync(Address, CancellationToken.None)));
        var ours = Bytes(() => network.Finish(http.GetAsync(Context.Background, Address)));

        AssertBudget(72, ours - byHand, byHand);
    }

    [Fact]
    public void GetAsync_ForeignTokenThroughTheHandler_TakesNextToNothingMore()
    {
        using var network = new PendingHandler();
        using var plain = new HttpClient(network);
        using var http = new HttpClient(new ContextPropagationHandler { InnerHandler = network });
        using var above = new CancellationTokenSource();

        var byHand = Bytes(() => network.Finish(plain.GetAsync(Address, above.Token)));
        var ours = Bytes(() => network.Finish(http.GetAsync(Address, above.Token)));

        AssertBudget(104, ours - byHand, byHand);
    }

    private static void AssertBudget(long most, long bytes, long byHand) =>
        Assert.True(bytes <= most + Unoptimized, $"Takes {bytes} bytes more than by hand ({byHand}); its budget is {most}.");

    /// <summary>Bytes that one call takes, warm: the least of several runs. On a thread of its own, where what waits goes on without a detour.</summary>
    private static long Bytes(Action call)
    {
        var least = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (var run = 0; run < 5; run++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < Calls; i++)
                    call();

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        });
        thread.Start();
        thread.Join();
        return (least + Calls - 1) / Calls;
    }

    /// <summary>Answers from memory, and only when told to: so that a call waits, as for the network.</summary>
    private sealed class PendingHandler : HttpMessageHandler
    {
        private static readonly byte[] _body = "ok"u8.ToArray();
        private TaskCompletionSource<HttpResponseMessage> _pending = new();

        public void Finish(Task<HttpResponseMessage> call)
        {
            using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(_body) };
            _pending.SetResult(response);
            Assert.True(call.IsCompletedSuccessfully);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _pending = new();
            return _pending.Task;
        }
    }
}
