using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;
using Snippets.Concurrency;

namespace Plumbline.Tests.Concurrency;

/// <summary>What docs/blocks.md, docs/waiting.md and docs/semaphore.md quote, run.</summary>
public sealed class WaitingSampleTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Context _root;

    public WaitingSampleTests() => _root = Context.Root(_clock);

    [Fact]
    public async Task MoveOn_RecommendationsComeInTime_AreOnThePage()
    {
        var snippets = new WaitingSnippets(static _ => Task.FromResult("books"), ForeverAsync);

        Assert.Equal("page with books", await snippets.PageAsync(_root));
    }

    [Fact]
    public async Task MoveOn_RecommendationsAreLate_PageComesWithoutThem()
    {
        Task<string> page = new WaitingSnippets(ForeverAsync, ForeverAsync).PageAsync(_root);

        _clock.Advance(TimeSpan.FromMilliseconds(150));

        Assert.Equal("page without recommendations", await Bounded.WaitAsync(page, "the page"));
    }

    [Fact]
    public async Task FailAfter_PriceIsLate_ErrorNamesTheLine()
    {
        Task<string> price = new WaitingSnippets(ForeverAsync, ForeverAsync).PriceAsync(_root);

        _clock.Advance(TimeSpan.FromMilliseconds(500));

        var thrown = await Assert.ThrowsAsync<DeadlineExceededException>(() => Bounded.WaitAsync(price, "the limit"));
        Assert.Contains("budget 500 ms set in PriceAsync (WaitingSnippets.cs:", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitTask_CallerHasGone_StreamThatComesTooLateIsClosed()
    {
        var opening = new TaskCompletionSource<Stream>();
        var closed = new TaskCompletionSource();
        CancelScope scope = _root.WithCancel(out Context ctx);
        Task<Stream> open = WaitingSnippets.OpenAsync(ctx, () => opening.Task);

        scope.Cancel();
        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(open, "the cancel"));
        opening.SetResult(new TellingStream(closed));

        Assert.Contains("opening the archive", thrown.Message, StringComparison.Ordinal);
        await Bounded.WaitAsync(closed.Task, "the late stream to be closed");
    }

    [Fact]
    public async Task WeightedSemaphore_SecondNeedsMoreThanIsLeft_WaitsForTheFirst()
    {
        var first = new TaskCompletionSource();
        var snippets = new WaitingSnippets(ForeverAsync, ForeverAsync);
        Task one = snippets.ConvertAsync(_root, 500, _ => first.Task);
        var begun = new TaskCompletionSource();
        Task other = snippets.ConvertAsync(_root, 100, _ => Task.FromResult(begun.TrySetResult()));
        bool hadBegun = begun.Task.IsCompleted;

        first.SetResult();

        await Bounded.WaitAsync(Task.WhenAll(one, other), "both conversions");
        Assert.False(hadBegun);
    }

    [Fact]
    public async Task ReaderWriter_NobodyReads_Writes()
    {
        bool hasWritten = false;

        await new WaitingSnippets(ForeverAsync, ForeverAsync).ReplaceAsync(_root, _ => Task.FromResult(hasWritten = true));

        Assert.True(hasWritten);
    }

    private async Task<string> ForeverAsync(Context ctx)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, _clock, ctx);
        return "never";
    }

    private sealed class TellingStream(TaskCompletionSource closed) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            closed.TrySetResult();
        }
    }
}
