namespace Plumbline.Lab.Tests;

/// <summary>Waits for what another process, the system or the network does: nothing that virtual time could stand for.</summary>
internal static class Bounded
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds; fails after 30 seconds, saying what it waited for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"After {_limit.TotalSeconds} s still not: {what}.");
            await Task.Delay(_poll, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The result of a task; fails after 30 seconds, saying what it waited for.</summary>
    public static async Task<T> GetAsync<T>(Task<T> task, string what)
    {
        var first = await Task.WhenAny(task, Task.Delay(_limit, TestContext.Current.CancellationToken));
        Assert.True(first == task, $"After {_limit.TotalSeconds} s still not: {what}.");
        return await task;
    }
}
