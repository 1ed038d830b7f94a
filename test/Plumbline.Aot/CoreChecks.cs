namespace Plumbline.Aot;

/// <summary>Deadlines, cancels, values, callbacks.</summary>
internal static class CoreChecks
{
    private static readonly ContextKey<string> _user = new("user");

    internal static async Task RunAsync()
    {
        using var deadline = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(20), out var timed);
        await Check.ComesAsync(timed.Done, "a deadline");
        Check.That(timed.ToException() is DeadlineExceededException, "an expired context has a DeadlineExceededException");

        using var scope = Context.Background.WithValue(_user, "ada").WithCancel(out var ctx);
        Check.That(ctx.TryGetValue(_user, out string? user) && user == "ada", "a value is found");

        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ranOnToken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ContextRegistration registration = ctx.Register(() => ran.SetResult());
        using CancellationTokenRegistration onToken = ctx.Token.Register(() => ranOnToken.SetResult());
        var cause = new InvalidOperationException("enough");
        scope.Cancel(cause);
        Check.That(ctx.IsDone && ctx.Token.IsCancellationRequested, "a canceled context and its token are done");
        Check.That(ReferenceEquals(ctx.Cause, cause), "the cause is the one given");
        await Check.ComesAsync(ran.Task, "a registered callback");
        await Check.ComesAsync(ranOnToken.Task, "a callback on the token");
    }
}
