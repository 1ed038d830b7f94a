using System.Runtime.CompilerServices;

namespace Plumbline.Tests.Support;

/// <summary>Waiting in tests: for a signal, never for time to pass, and never for ever.</summary>
internal static class Bounded
{
    /// <summary>How long a signal that must come may take on a machine that does much else. No test relies on how long it took.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the task; when it does not complete, fails with what it was waiting for.</summary>
    internal static async Task WaitAsync(
        Task task, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        try
        {
            await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Waited {Limit.TotalSeconds:0} s for {what} ({Path.GetFileName(file)}:{line}).");
        }
    }

    /// <summary>Waits for the result of the task; when it does not complete, fails with what it was waiting for.</summary>
    internal static async Task<T> WaitAsync<T>(
        Task<T> task, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        await WaitAsync((Task)task, what, file, line);
        return await task;
    }

    /// <summary>Joins the threads; when one does not end, fails with what it was doing.</summary>
    internal static void Join(IEnumerable<Thread> threads, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        foreach (Thread thread in threads)
        {
            Assert.True(thread.Join(Limit), $"Waited {Limit.TotalSeconds:0} s for {what} ({Path.GetFileName(file)}:{line}).");
        }
    }
}
