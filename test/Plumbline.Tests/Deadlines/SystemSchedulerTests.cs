using System.Diagnostics;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

/// <summary>The scheduler of the system clock, one of its own in each test: when it wakes, what it holds, and that it is never early.</summary>
[Collection(nameof(Alone))]
public sealed class SystemSchedulerTests
{
    private const int MostWakesASecond = 260;

    private readonly SystemScheduler _scheduler = SystemScheduler.CreateForTest();

    private Context Root => new(_scheduler.Root, null);

    [Fact]
    public async Task Thread_NoDeadlineEver_IsNotStarted()
    {
        using (Root.WithCancel(out var ctx))
        using (ctx.Register(static () => { }))
        {
            await LetSignalsPassAsync();
        }

        Assert.Equal(0, _scheduler.WakeCount);
    }

    [Fact, Trait("Behaviour", "B44")]
    public async Task Thread_NothingArmedAnyMore_NeverWakes()
    {
        Root.WithTimeout(TimeSpan.FromHours(1), out _).Dispose();
        AwaitParked(held: 0);
        long wakes = _scheduler.WakeCount;

        await LetSignalsPassAsync();

        Assert.Equal(wakes, _scheduler.WakeCount);
        Assert.True(_scheduler.IsParked);
    }

    [Fact]
    public async Task Thread_OneFarDeadline_SleepsAllTheWhile()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromHours(1), out var ctx);
        AwaitParked(held: 1);
        long wakes = _scheduler.WakeCount;

        await LetSignalsPassAsync();

        Assert.Equal(wakes, _scheduler.WakeCount);
        Assert.False(ctx.IsDone);
    }

    [Fact, Trait("Behaviour", "B46")]
    public async Task Thread_OneDeadline_SleepsUntilThen()
    {
        using var scope = Root.WithTimeout(TimeSpan.FromSeconds(1.5), out var ctx);
        AwaitParked(held: 1);
        long wakes = _scheduler.WakeCount;

        await Bounded.WaitAsync(ctx.Done, "a deadline of 1.5 s");

        // Once for the deadline; a wait may end a little early, and is then repeated.
        Assert.InRange(_scheduler.WakeCount - wakes, 0, 3);
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }

    [Fact]
    public void Thread_ArmedWithoutPause_WakesAtMost260TimesASecond() =>
        AssertWakesSeldom(static (root, _) => root.WithTimeout(TimeSpan.FromMilliseconds(3), out Context _).Dispose());

    [Fact]
    public void Thread_ArmedWheneverItParks_WakesAtMost260TimesASecond() =>
        AssertWakesSeldom(static (root, scheduler) =>
        {
            Spin.Until(() => scheduler.IsParked);
            root.WithTimeout(TimeSpan.FromHours(1), out Context _).Dispose();
        });

    [Fact]
    public void Thread_ShortDeadlinesPassingOneByOne_WakesAtMost260TimesASecond() =>
        AssertWakesSeldom(static (root, _) =>
        {
            root.WithTimeout(TimeSpan.FromMilliseconds(1), out var ctx);
            Spin.Until(() => ctx.IsDone);
        });

    [Fact, Trait("Behaviour", "B44"), Trait("Behaviour", "B45")]
    public void Deadlines_EndedLongBeforeTheyPass_LeaveTheScheduler()
    {
        var scopes = new CancelScope[10_000];
        CancelScope parentScope = Root.WithCancel(out var parent);
        for (int i = 0; i < scopes.Length; i++)
        {
            scopes[i] = parent.WithTimeout(TimeSpan.FromHours(1 + (i % 7)), out _);
        }

        Spin.Until(() => _scheduler.HeldCount == scopes.Length);

        // Half of them one by one, the rest by their parent.
        foreach (CancelScope scope in scopes.AsSpan(0, scopes.Length / 2))
        {
            scope.Dispose();
        }

        Spin.Until(() => _scheduler.HeldCount == scopes.Length / 2);
        parentScope.Cancel();
        Spin.Until(() => _scheduler.HeldCount == 0);
        AwaitParked(held: 0);
    }

    [Fact, Trait("Behaviour", "B44")]
    public void Deadlines_ComingAndGoingFromManyThreads_LeaveTheScheduler()
    {
        Racers.Run(
            300,
            seed => seed,
            static _ => { },
            ComeAndGo,
            ComeAndGo,
            ComeAndGo);

        Spin.Until(() => _scheduler.HeldCount == 0 && _scheduler.IsParked);

        void ComeAndGo(int seed)
        {
            for (int i = 0; i < 40; i++)
            {
                using var outer = Root.WithTimeout(TimeSpan.FromHours(1), out var ctx);
                using var inner = ctx.WithTimeout(TimeSpan.FromMilliseconds(1 + ((seed + i) % 10)), out _);
                Thread.SpinWait(seed % 200);
            }
        }
    }

    [Fact, Trait("Behaviour", "B46")]
    public void IsDone_ThousandsOfShortDeadlines_IsNeverEarly()
    {
        for (int round = 0; round < 10; round++)
        {
            List<Context> live = [.. Enumerable.Range(0, 300).Select(i =>
            {
                Root.WithTimeout(TimeSpan.FromMilliseconds(1 + (i * 0.1)), out var ctx);
                return ctx;
            })];
            Spin.Until(() =>
            {
                live.RemoveAll(static ctx =>
                {
                    bool isDone = ctx.IsDone;
                    long now = Stopwatch.GetTimestamp();
                    Assert.True(!isDone || now >= ctx.Signal!.DeadlineTimestamp, $"Done {ctx.Signal!.DeadlineTimestamp - now} units early.");
                    return isDone;
                });
                return live.Count == 0;
            });
        }
    }

    [Fact, Trait("Behaviour", "B105"), Trait("Behaviour", "B115")]
    public async Task Register_ThousandsOfShortDeadlines_RunsWithTheirTimePassed()
    {
        var seen = new List<Task<long>>();
        for (int i = 0; i < 3_000; i++)
        {
            Root.WithTimeout(TimeSpan.FromMilliseconds(1 + (i % 40)), out var ctx);
            var ran = new TaskCompletionSource<long>();
            ctx.Register(() => ran.SetResult(Stopwatch.GetTimestamp() - ctx.Signal!.DeadlineTimestamp));
            seen.Add(ran.Task);
        }

        long[] lateness = await Bounded.WaitAsync(Task.WhenAll(seen), "the callbacks of 3 000 deadlines");

        Assert.All(lateness, static units => Assert.True(units >= 0));
    }

    [Fact, Trait("Behaviour", "B105")]
    public async Task Callbacks_OfASchedulerFirstUsedUnderAnAsyncLocal_DoNotSeeIt()
    {
        var local = new AsyncLocal<string?> { Value = "of who came first" };
        Root.WithTimeout(TimeSpan.FromMilliseconds(1), out Context first);
        Spin.Until(() => first.IsDone);

        // The thread has been started by now. A deadline that passes before one registers calls back right here, where it shall see nothing.
        local.Value = null;
        var ofToken = new TaskCompletionSource<string?>();
        var ofContext = new TaskCompletionSource<string?>();

        using (ExecutionContext.SuppressFlow())
        {
            Root.WithTimeout(TimeSpan.FromMilliseconds(1), out Context second);
            second.Token.UnsafeRegister(_ => ofToken.TrySetResult(local.Value), null);
            second.Register(() => ofContext.TrySetResult(local.Value));
        }

        Assert.Null(await Bounded.WaitAsync(ofToken.Task, "the callback on the token"));
        Assert.Null(await Bounded.WaitAsync(ofContext.Task, "the callback on the context"));
    }

    [Fact, Trait("Behaviour", "B46")]
    public void IsDone_NoPoolThreadFree_IsTrueAfterTheDeadline()
    {
        using var release = new ManualResetEventSlim();
        int blocked = 0;
        int ended = 0;
        const int Items = 400;
        for (int i = 0; i < Items; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                Interlocked.Increment(ref blocked);
                release.Wait();
                Interlocked.Increment(ref ended);
            }, null);
        }

        try
        {
            Spin.Until(() => Volatile.Read(ref blocked) >= Environment.ProcessorCount);
            using var scope = Root.WithTimeout(TimeSpan.FromMilliseconds(20), out var ctx);
            ctx.WithCancel(out var child);

            Spin.Until(() => child.IsDone);

            Assert.Equal(ContextStatus.DeadlineExceeded, child.Status);
            Assert.True(child.Token.IsCancellationRequested);

            // Every thread there was is blocked in an item, and items were left over: none could have done the marking.
            Assert.InRange(Volatile.Read(ref blocked), Environment.ProcessorCount, Items - 1);
            Assert.Equal(0, Volatile.Read(ref ended));
        }
        finally
        {
            release.Set();
            Spin.Until(() => Volatile.Read(ref ended) == Items);
        }
    }

    /// <summary>Three hundred milliseconds and more in which something certain happens on another scheduler, a hundred times.</summary>
    private static async Task LetSignalsPassAsync()
    {
        var root = new Context(SystemScheduler.CreateForTest().Root, null);
        for (int i = 0; i < 100; i++)
        {
            using var scope = root.WithTimeout(TimeSpan.FromMilliseconds(3), out var ctx);
            await Bounded.WaitAsync(ctx.Done, "a deadline on another scheduler");
        }
    }

    private void AwaitParked(int held)
    {
        Spin.Until(() => _scheduler.WakeCount > 0 && _scheduler.HeldCount == held && _scheduler.IsParked);

        // Said, before it looks once more for arrivals; what it finds it takes at once.
        Assert.Equal(held, _scheduler.HeldCount);
    }

    /// <summary>A bound on how often, not on how late: a slow machine only makes it easier.</summary>
    private void AssertWakesSeldom(Action<Context, SystemScheduler> arm)
    {
        arm(Root, _scheduler);
        long wakes = _scheduler.WakeCount;
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            arm(Root, _scheduler);
        }
        while ((elapsed = Stopwatch.GetElapsedTime(start)) < TimeSpan.FromSeconds(1.2));

        double perSecond = (_scheduler.WakeCount - wakes) / elapsed.TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perSecond:0.0} wakes a second");
        Assert.InRange(perSecond, 1, MostWakesASecond);
    }
}
