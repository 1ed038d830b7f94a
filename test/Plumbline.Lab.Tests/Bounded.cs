using System.Runtime.CompilerServices;

namespace Plumbline.Lab.Tests;

/// <summary>Waiting in tests: for a signal, never for time to pass, and never for ever.</summary>
internal static class Bounded
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

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
