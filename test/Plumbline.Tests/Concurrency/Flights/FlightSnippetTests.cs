using Microsoft.Extensions.Time.Testing;
using Plumbline.Concurrency;
using Plumbline.Tests.Support;
using Snippets;

namespace Plumbline.Tests.Concurrency.Flights;

/// <summary>What docs/flights.md quotes does what the page says.</summary>
public sealed class FlightSnippetTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Upstream _upstream = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Report_TenClicks_AreOneCallThatStopsWhenTheLastHasLeft()
    {
        var clicks = new Clicks(_upstream.ObeyAsync);
        using CancelScope scope = Root.WithCancel(out Context requests);
        Task<string>[] callers = [.. Enumerable.Range(0, 10).Select(_ => clicks.ReportAsync(requests, "anna"))];
        Execution call = await _upstream.NextAsync();

        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(Task.WhenAll(callers), "all clicks"));
        Assert.Single(_upstream.All);
        Assert.IsType<FlightAbandonedException>(call.Ctx.Cause);
    }

    [Theory]
    [InlineData(5, "too slow for this caller")]
    [InlineData(60, "too slow for everybody: The flight ran out of its own time: budget 10 s set in _reports (Clicks.cs:10), the limit of the flight.")]
    public async Task Answer_UpstreamIsSlow_SaysForWhom(int patience, string answer)
    {
        var clicks = new Clicks(_upstream.ObeyAsync);
        using CancelScope scope = Root.WithTimeout(TimeSpan.FromSeconds(patience), out Context ctx);
        Task<string> caller = clicks.AnswerAsync(ctx, "anna");
        await _upstream.NextAsync();

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(answer, await Bounded.WaitAsync(caller, "the answer"));
    }

    [Fact]
    public async Task Search_TypedOn_EndsTheOneBefore()
    {
        var clicks = new Clicks(_upstream.ObeyAsync);
        Task<string> first = clicks.SearchAsync(Root, "anna", "a");
        await _upstream.NextAsync();
        Task<string> second = clicks.SearchAsync(Root, "anna", "ab");
        (await _upstream.NextAsync()).Ending.SetResult("found");

        Exception e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(first, "the first search"));

        Assert.True(e.IsCanceled());
        Assert.Equal("found", await Bounded.WaitAsync(second, "the second search"));
    }

    [Fact]
    public async Task Streams_LateOne_IsDisposedOf()
    {
        var disposed = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var opening = new TaskCompletionSource<Stream>();
        Flight<string, Stream> streams = Clicks.NewStreams();
        using CancelScope scope = Root.WithCancel(out Context ctx);
        Task<Stream> caller = streams.RunAsync(ctx, "file", (_, _) =>
        {
            begun.SetResult();
            return opening.Task;
        });
        await Bounded.WaitAsync(begun.Task, "the work");
        scope.Cancel();
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(caller, "the caller"));

        opening.SetResult(new LateStream(disposed));

        await Bounded.WaitAsync(disposed.Task, "the late stream to be disposed of");
    }

    private sealed class LateStream(TaskCompletionSource disposed) : MemoryStream
    {
        public override ValueTask DisposeAsync()
        {
            disposed.TrySetResult();
            return base.DisposeAsync();
        }
    }
}
