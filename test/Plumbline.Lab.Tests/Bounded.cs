using System.Runtime.CompilerServices;

namespace Plumbline.Lab.Tests;

/// <summary>Waiting in tests: for a signal, never for time to pass, and never for ever.</summary>
internal static class Bounded
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until it is so: for what another process or the system does, which gives no signal. When it never is, fails with what it was waiting for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited {_limit.TotalSeconds:0} s for {what} ({Path.GetFileName(file)}:{line}).");
            await Task.Delay(_poll, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for the result of the task; when it does not complete, fails with what it was waiting for.</summary>
    public static async Task<T> WaitAsync<T>(Task<T> task, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        try
        {
            return await task.WaitAsync(_limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Waited {_limit.TotalSeconds:0} s for {what} ({Path.GetFileName(file)}:{line}).");
            throw;
        }
    }
}
