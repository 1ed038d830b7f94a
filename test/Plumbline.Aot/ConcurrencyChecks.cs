using Plumbline.Concurrency;

namespace Plumbline.Aot;

/// <summary>Groups, flights, blocks, the semaphore: generic code over a value type and over a reference.</summary>
internal static class ConcurrencyChecks
{
    internal static async Task RunAsync()
    {
        using var scope = Context.Background.WithCancel(out var ctx);

        await using var numbers = new TaskGroup<int>(ctx, new() { Limit = 1 });
        numbers.Run(static _ => Task.FromResult(1));
        numbers.Run(static _ => Task.FromResult(2));
        Check.That(await numbers.WaitAsync() is [1, 2], "a group gives its results in order");

        var flight = new Flight<int, string>(new() { Name = "aot" });
        var landing = new TaskCompletionSource<string>();
        Task<string>[] callers = [.. Enumerable.Range(0, 2).Select(_ => flight.RunAsync(ctx, 7, landing.Task, static (_, _, landing) => landing))];
        landing.SetResult("landed");
        Check.That(await Task.WhenAll(callers) is ["landed", "landed"], "a flight gives its callers the result");

        MoveOnResult<int> late = await ctx.MoveOnAfterAsync(TimeSpan.FromMilliseconds(20), static async block =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, block);
            return 1;
        });
        Check.That(late is { HasValue: false, LimitReached: true }, "a block moves on after its limit");

        var semaphore = new WeightedSemaphore(2);
        using (await semaphore.AcquireAsync(ctx, 2))
        {
            Check.That(!semaphore.TryAcquire(out _), "a semaphore that is taken gives nothing");
        }

        Check.That(await ctx.WaitAsync(Task.FromResult(semaphore.Available)) == 2, "a permit goes back");
    }
}
