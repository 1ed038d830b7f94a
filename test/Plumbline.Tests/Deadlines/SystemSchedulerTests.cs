using System.Diagnostics;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

/// <summary>The system clock's scheduler, each test on one of its own; what passes meanwhile is counted in deadlines of the shared one.</summary>
public sealed class SystemSchedulerTests
{
    private static readonly AsyncLocal<string?> _ambient = new();

    private readonly SystemScheduler _scheduler = SystemScheduler.CreateForTest();

    private Context Root => new(_scheduler.Root, null);

    [Fact]
    public async Task Wakes_NothingWasEverArmed_AreNone()
    {
        using var scope = Root.WithCancel(out _);

        await PassAsync(30);

        Assert.Equal(0, _scheduler.WakeCount);
    }

    [Fact]
    public async Task Wakes_NothingIsArmedAnyMore_AreNoMore()
    {
        Root.WithTimeout(TimeSpan.FromMilliseconds(5), out var ctx);
        await Bounded.WaitAsync(ctx.Done, "a deadline of 5 ms");
        await UntilAsync(() => _scheduler.IsParked, "the scheduler to park");

        long before = _scheduler.WakeCount;
        await PassAsync(30);

        Assert.Equal(before, _scheduler.WakeCount);
    }

    [Fact]
    public async Task Wakes_OneFarDeadline_AreNoneUntilThen()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromHours(1), out _);
        await UntilAsync(() => _scheduler.IsParked && _scheduler.HeldCount == 1, "the scheduler to park with the deadline");

        long before = _scheduler.WakeCount;
        await PassAsync(30);

        Assert.Equal(before, _scheduler.WakeCount);
    }

    [Fact]
    public void Wakes_WhileArmingSteadily_AreAtMost260ASecond()
    {
        Context root = Root;
        using (root.WithTimeout(TimeSpan.FromHours(1), out _))
        {
        }

        long wakes = _scheduler.WakeCount;
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (int i = 0; i < 1000; i++)
            {
                using var scope = root.WithTimeout(TimeSpan.FromHours(1), out _);
            }

            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < TimeSpan.FromSeconds(1));

        double rate = (_scheduler.WakeCount - wakes) / elapsed.TotalSeconds;
        Assert.InRange(rate, 0, 260);
    }

    [Fact]
    public async Task Ended_LongDeadlines_LeaveTheScheduler()
    {
        const int Count = 5000;
        var scopes = new List<CancelScope>();
        for (int i = 0; i < Count; i++)
        {
            scopes.Add(Root.WithTimeout(TimeSpan.FromHours(1 + (i % 7)), out _));
        }

        await UntilAsync(() => _scheduler.HeldCount == Count, "all deadlines to be held");
        foreach (CancelScope scope in scopes)
        {
            scope.Dispose();
        }

        await UntilAsync(() => _scheduler.HeldCount == 0, "all ended deadlines to be let go");
    }

    [Fact]
    public async Task Deadlines_ThousandsOfShortOnes_NeverEndEarly()
    {
        Context[] contexts = [.. Enumerable.Range(0, 4000).Select(i =>
        {
            Root.WithTimeout(TimeSpan.FromMicroseconds(500 + (i * 7)), out var ctx);
            return ctx;
        })];
        int open = contexts.Length;
        while (open > 0)
        {
            open = 0;
            foreach (Context ctx in contexts)
            {
                // Done first, then the clock: what is read later cannot be less.
                if (!ctx.IsDone)
                {
                    open++;
                }
                else
                {
                    Assert.True(Stopwatch.GetTimestamp() >= ctx.Signal!.DeadlineTimestamp, "A deadline ended early.");
                }
            }

            await PassAsync(open > 0 ? 1 : 0);
        }
    }

    [Fact]
    public async Task Callbacks_FirstUserHadAnAsyncLocal_DoNotSeeIt()
    {
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ambient.Value = "the first user's";

        using var scope = Root.WithTimeout(TimeSpan.FromMilliseconds(5), out var ctx);
        using var registration = ctx.Token.UnsafeRegister(_ => seen.TrySetResult(_ambient.Value), null);

        Assert.Null(await Bounded.WaitAsync(seen.Task, "the callback of a deadline of 5 ms"));
    }

    /// <summary>Lets a number of deadlines of the shared scheduler come and go, one after the other.</summary>
    private static async Task PassAsync(int deadlines)
    {
        for (int i = 0; i < deadlines; i++)
        {
            using var scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(5), out var ctx);
            await Bounded.WaitAsync(ctx.Done, "a deadline of 5 ms on the shared scheduler");
        }
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        using var scope = Context.Background.WithTimeout(Bounded.Limit, out var limit);
        while (!holds())
        {
            Assert.False(limit.IsDone, $"Waited {Bounded.Limit.TotalSeconds:0} s for {what}.");
            await PassAsync(1);
        }
    }
}
