using Plumbline.Concurrency;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Concurrency.Locks;

public sealed class WeightedSemaphoreTests
{
    private readonly WeightedSemaphore _semaphore = new(10);

    [Fact]
    public async Task AcquireAsync_ThereIsRoom_TakesIt()
    {
        using var permit = await _semaphore.AcquireAsync(Context.Background, 3);

        Assert.Equal((3, 7, 10), (permit.Weight, _semaphore.Available, _semaphore.Capacity));
    }

    [Fact]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        var permit = await _semaphore.AcquireAsync(Context.Background, 3);
        using var other = await _semaphore.AcquireAsync(Context.Background, 5);

        permit.Dispose();
        permit.Dispose();

        Assert.Equal(5, _semaphore.Available);
    }

    [Fact, Trait("Behaviour", "B146")]
    public async Task AcquireAsync_ContextIsDone_FailsEvenWithRoom()
    {
        var scope = Context.Background.WithCancel(out var ctx);
        scope.Cancel();

        var thrown = await Assert.ThrowsAsync<ContextCanceledException>(() => _semaphore.AcquireAsync(ctx).AsTask());

        Assert.StartsWith("context canceled: waiting for a semaphore, ", thrown.Message);
        Assert.Equal(10, _semaphore.Available);
    }

    [Fact]
    public void AcquireAsync_ContextIsDone_IsCanceledAndNotFaulted()
    {
        var scope = Context.Background.WithCancel(out var ctx);
        scope.Cancel();

        Task<SemaphorePermit> refused = _semaphore.AcquireAsync(ctx).AsTask();

        Assert.Equal(TaskStatus.Canceled, refused.Status);
    }

    [Fact]
    public async Task AcquireAsync_NoRoom_WaitsForAPermitToComeBack()
    {
        var all = await _semaphore.AcquireAsync(Context.Background, 10);
        var waiting = _semaphore.AcquireAsync(Context.Background, 4).AsTask();
        var isWaiting = !waiting.IsCompleted;

        all.Dispose();

        using var permit = await Bounded.WaitAsync(waiting, "the permit");
        Assert.True(isWaiting);
        Assert.Equal(6, _semaphore.Available);
    }

    [Fact, Trait("Behaviour", "B146")]
    public async Task AcquireAsync_CanceledWhileWaiting_OwesNothing()
    {
        var all = await _semaphore.AcquireAsync(Context.Background, 10);
        var scope = Context.Background.WithCancel(out var ctx);
        var waiting = _semaphore.AcquireAsync(ctx, 4).AsTask();

        scope.Cancel();

        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(waiting, "the wait"));
        all.Dispose();
        Assert.Equal((10, 0), (_semaphore.Available, _semaphore.WaitingCount));
    }

    [Fact, Trait("Behaviour", "B147")]
    public async Task AcquireAsync_BigRequestWaits_SmallOnesDoNotOvertake()
    {
        var some = await _semaphore.AcquireAsync(Context.Background, 5);
        var big = _semaphore.AcquireAsync(Context.Background, 8).AsTask();
        var small = _semaphore.AcquireAsync(Context.Background, 1).AsTask();
        var overtook = small.IsCompleted || _semaphore.TryAcquire(out _);

        some.Dispose();

        using var first = await Bounded.WaitAsync(big, "the big permit");
        using var second = await Bounded.WaitAsync(small, "the small permit");
        Assert.False(overtook);
    }

    [Fact, Trait("Behaviour", "B147")]
    public async Task AcquireAsync_WaiterAtTheFrontLeaves_TheNextIsServed()
    {
        using var some = await _semaphore.AcquireAsync(Context.Background, 5);
        var scope = Context.Background.WithCancel(out var ctx);
        var big = _semaphore.AcquireAsync(ctx, 8).AsTask();
        var small = _semaphore.AcquireAsync(Context.Background, 2).AsTask();

        scope.Cancel();

        using var permit = await Bounded.WaitAsync(small, "the one behind");
        await Assert.ThrowsAsync<ContextCanceledException>(() => Bounded.WaitAsync(big, "the one in front"));
    }

    [Theory, Trait("Behaviour", "B147")]
    [InlineData(11)]
    [InlineData(0)]
    [InlineData(-1)]
    public void AcquireAsync_NeverFits_IsRefused(long weight)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(nameof(weight), () => { _ = _semaphore.AcquireAsync(Context.Background, weight).AsTask(); });

        Assert.Equal(weight, thrown.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(weight), () => _semaphore.TryAcquire(out _, weight));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void New_NoCapacity_IsRefused(long capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(capacity), () => new WeightedSemaphore(capacity));

    [Fact]
    public async Task TryAcquire_NoRoom_IsFalse()
    {
        using var some = await _semaphore.AcquireAsync(Context.Background, 8);

        var fits = _semaphore.TryAcquire(out var permit, 2);
        var fitsNoMore = _semaphore.TryAcquire(out var none, 1);

        Assert.Equal((true, false, null), (fits, fitsNoMore, none));
        permit!.Dispose();
    }

    [Fact]
    public async Task AcquireAsync_ReadersAndWriter_IsAFairReaderWriterLock()
    {
        var reader = await _semaphore.AcquireAsync(Context.Background, 1);
        var writer = _semaphore.AcquireAsync(Context.Background, _semaphore.Capacity).AsTask();
        var lateReader = _semaphore.AcquireAsync(Context.Background, 1).AsTask();

        reader.Dispose();
        var written = await Bounded.WaitAsync(writer, "the writer");
        var isReading = lateReader.IsCompleted;
        written.Dispose();

        using var read = await Bounded.WaitAsync(lateReader, "the reader behind the writer");
        Assert.False(isReading);
    }

    [Fact]
    public void AcquireAsync_ThereIsRoom_AllocatesOnlyThePermit() =>
        Assert.InRange(Allocated.Bytes(() => GiveBack(_semaphore.AcquireAsync(Context.Background))), 1, 32);

    [Fact]
    public async Task AcquireAsync_ManyThreadsThatLeave_NeverExceedsAndEndsEmpty()
    {
        const int Workers = 8;
        const int Rounds = 2000;
        long inside = 0;
        long most = 0;
        async Task WorkAsync(int seed)
        {
            var random = new Random(seed);
            for (var round = 0; round < Rounds; round++)
            {
                var weight = random.Next(1, 11);
                var scope = Context.Background.WithCancel(out var ctx);
                var acquiring = _semaphore.AcquireAsync(ctx, weight).AsTask();
                if (random.Next(2) == 0)
                    scope.Cancel();

                try
                {
                    using var permit = await acquiring;
                    var now = Interlocked.Add(ref inside, weight);
                    InterlockedMax(ref most, now);
                    await Task.Yield();
                    Interlocked.Add(ref inside, -weight);
                }
                catch (ContextCanceledException)
                {
                    // Left in time.
                }

                scope.Dispose();
            }
        }

        await Bounded.WaitAsync(Task.WhenAll(Enumerable.Range(0, Workers).Select(seed => Task.Run(() => WorkAsync(seed)))), "the workers");

        Assert.InRange(most, 1, 10);
        Assert.Equal((10, 0), (_semaphore.Available, _semaphore.WaitingCount));
    }

    [Fact]
    public async Task AcquireAsync_CancelRacesWithGrant_PermitIsHadOrNothingIsTaken()
    {
        for (var round = 0; round < 2000; round++)
        {
            var all = await _semaphore.AcquireAsync(Context.Background, 10);
            var scope = Context.Background.WithCancel(out var ctx);
            var waiting = _semaphore.AcquireAsync(ctx, 10).AsTask();
            var cancel = Task.Run(() => scope.Cancel(), TestContext.Current.CancellationToken);
            all.Dispose();

            var failure = await Record.ExceptionAsync(() => Bounded.WaitAsync(waiting, "the wait"));
            await cancel;

            Assert.Equal(failure is null ? 0 : 10, _semaphore.Available);
            if (failure is null)
                (await waiting).Dispose();
        }
    }

    private static void GiveBack(ValueTask<SemaphorePermit> acquired)
    {
        Assert.True(acquired.IsCompletedSuccessfully);
        acquired.Result.Dispose();
    }

    private static void InterlockedMax(ref long most, long value)
    {
        long seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
