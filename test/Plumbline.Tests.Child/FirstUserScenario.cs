namespace Plumbline.Tests.Child;

/// <summary>The first use of everything that lives as long as the process, by someone who has AsyncLocals set.</summary>
internal static class FirstUserScenario
{
    private static readonly AsyncLocal<string?> _user = new();
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(50);

    internal static async Task<int> RunAsync()
    {
        _user.Value = "first user";
        Console.WriteLine($"deadline: {await SeenAtDeadlineAsync(Context.Background) ?? "nobody"}");
        Console.WriteLine($"cancel: {await SeenAtCancelAsync() ?? "nobody"}");
        Console.WriteLine($"other clock: {await SeenAtDeadlineAsync(Context.Root(new OtherClock())) ?? "nobody"}");
        return 0;
    }

    private static async Task<string?> SeenAtDeadlineAsync(Context root)
    {
        for (TimeSpan timeout = TimeSpan.FromMilliseconds(50); ; timeout *= 2)
        {
            var seen = new TaskCompletionSource<string?>();
            using CancelScope scope = root.WithTimeout(timeout, out Context ctx);

            // Without a context of its own, so it sees that of the thread that runs it: this one, if the deadline has passed already.
            using CancellationTokenRegistration registration = ctx.Token.UnsafeRegister(_ => seen.TrySetResult(_user.Value), null);
            bool wasLive = !ctx.IsDone;
            string? user = await seen.Task.WaitAsync(_limit);
            if (wasLive)
            {
                return user;
            }
        }
    }

    private static async Task<string?> SeenAtCancelAsync()
    {
        var seen = new TaskCompletionSource<string?>();
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        using CancellationTokenRegistration registration = ctx.Token.UnsafeRegister(_ => seen.TrySetResult(_user.Value), null);
        scope.Cancel();
        return await seen.Task.WaitAsync(_limit);
    }

    /// <summary>The system's clock, but not the system's object.</summary>
    private sealed class OtherClock : TimeProvider;
}
