using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;
using Snippets;

namespace Plumbline.Tests.Concurrency.Groups;

/// <summary>What docs/task-groups.md quotes does what the page says.</summary>
public sealed class TaskGroupSnippetTests
{
    private static readonly string[] _urls = ["one", "two", "three"];

    private readonly FakeTimeProvider _clock = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task All_EveryPageComes_AreInOrder()
    {
        var pages = new Pages(static (_, url) => Task.FromResult($"page {url}"));

        Assert.Equal(["page one", "page two", "page three"], await Bounded.WaitAsync(pages.AllAsync(Root, _urls), "all pages"));
    }

    [Fact]
    public async Task All_OneFails_OthersAreCanceledAndTheFailureComes()
    {
        var failure = new IOException("down");
        var pages = new Pages(async (ctx, url) =>
        {
            await (url == "two" ? Task.FromException(failure) : ctx.Done);
            throw ctx.ToException()!;
        });

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => Bounded.WaitAsync(pages.AllAsync(Root, _urls), "all pages")));
    }

    [Fact]
    public async Task WarmUp_ManyPages_AreAllFetched()
    {
        var pages = new Pages(static async (_, url) =>
        {
            await Task.Yield();
            return url;
        });

        Assert.Equal(100, await Bounded.WaitAsync(pages.WarmUpAsync(Root, Enumerable.Range(0, 100).Select(i => $"{i}")), "all pages"));
    }

    [Fact]
    public async Task First_OneMirrorAnswers_OthersAreCanceled()
    {
        var ended = new ConcurrentQueue<string>();
        var pages = new Pages(async (ctx, url) =>
        {
            await (url == "two" ? Task.CompletedTask : ctx.Done);
            ended.Enqueue(url);
            ctx.ThrowIfDone();
            return url;
        });

        Assert.Equal("two", await Bounded.WaitAsync(pages.FirstAsync(Root, _urls), "the first page"));
        Assert.Equal(3, ended.Count);
    }

    [Fact]
    public async Task BestSoFar_OneIsLate_GivesTheOthers()
    {
        int here = 0;
        var pages = new Pages(async (ctx, url) =>
        {
            Interlocked.Increment(ref here);
            await (url == "two" ? ctx.Done : Task.CompletedTask);
            ctx.ThrowIfDone();
            return url;
        });
        Task<IReadOnlyList<string>> found = pages.BestSoFarAsync(Root, _urls);
        Spin.Until(() => Volatile.Read(ref here) == 3);

        _clock.Advance(TimeSpan.FromMilliseconds(800));

        Assert.DoesNotContain("two", await Bounded.WaitAsync(found, "the best so far"));
    }

    [Fact]
    public async Task Serve_SomeFail_OthersAreServedAndFailuresLogged()
    {
        var failures = new ConcurrentQueue<Exception>();
        var served = new ConcurrentQueue<string>();
        var pages = new Pages(async (_, url) =>
        {
            await Task.Yield();
            served.Enqueue(url == "two" ? throw new IOException("down") : url);
            return url;
        });

        await Bounded.WaitAsync(pages.ServeAsync(Root, Requests(), failures.Enqueue), "all requests");

        Assert.Equal(["one", "three"], served.Order());
        Assert.IsType<IOException>(Assert.Single(failures));

        static async IAsyncEnumerable<string> Requests()
        {
            foreach (string url in _urls)
            {
                await Task.Yield();
                yield return url;
            }
        }
    }
}
