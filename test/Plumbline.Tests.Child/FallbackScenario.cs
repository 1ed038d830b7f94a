namespace Plumbline.Tests.Child;

/// <summary>What holds without the runtime's private members: everything but the way from a token back to its context.</summary>
internal static class FallbackScenario
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(50);

    private static readonly AsyncLocal<string?> _user = new();

    internal static async Task<int> RunAsync()
    {
        AppContext.SetSwitch("Plumbline.UsePrivateRuntimeMembers", false);
        CancelEndsTheTree();
        await TokenCallbackRunsAsync();
        await TokenCallbackThrowsAsync();
        await RegisteredCallbackRunsAsync();
        await DeadlinePassesAsync();
        OwnTokenIsFollowed();
        ForeignTokenIsFollowed();
        await DoneOnForeignTokenCompletesAsync();
        return 0;
    }

    private static void CancelEndsTheTree()
    {
        var cause = new InvalidOperationException("the cause");
        using CancelScope scope = Context.Background.WithCancel(out Context parent);
        using CancelScope inner = parent.WithTimeout(TimeSpan.FromHours(1), out Context child);
        CancellationToken token = child.Token;
        scope.Cancel(cause);
        Tell("cancel", $"{child.Status} {ReferenceEquals(child.Cause, cause)} {token.IsCancellationRequested}");
    }

    private static async Task TokenCallbackRunsAsync()
    {
        var seen = new TaskCompletionSource<string?>();
        _user.Value = "who cancels";
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        using CancellationTokenRegistration registration = ctx.Token.UnsafeRegister(_ => seen.TrySetResult(_user.Value), null);
        scope.Cancel();
        Tell("token callback", $"ran for {await seen.Task.WaitAsync(_limit) ?? "nobody"}");
    }

    private static async Task TokenCallbackThrowsAsync()
    {
        var reported = new TaskCompletionSource<object>();
        ContextDiagnostics.CallbackFailed += (_, e) => reported.TrySetResult(e.ExceptionObject);
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        using CancellationTokenRegistration registration = ctx.Token.Register(() => throw new InvalidOperationException("thrown on the token"));
        scope.Cancel();
        Tell("token callback failure", ((Exception)await reported.Task.WaitAsync(_limit)).Message);
    }

    private static async Task RegisteredCallbackRunsAsync()
    {
        var ran = new TaskCompletionSource();
        using CancelScope scope = Context.Background.WithCancel(out Context ctx);
        using ContextRegistration registration = ctx.Register(() => ran.TrySetResult());
        scope.Cancel();
        await ran.Task.WaitAsync(_limit);
        Tell("callback", "ran");
    }

    private static async Task DeadlinePassesAsync()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromMilliseconds(1), out Context ctx);
        await ctx.Done.WaitAsync(_limit);
        Tell("deadline", $"{ctx.Status} {ctx.Token.IsCancellationRequested} {ctx.ToException()!.IsDeadlineExceeded(ctx)}");
    }

    private static void OwnTokenIsFollowed()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.FromHours(1), out Context ctx);
        var back = Context.From(ctx.Token);
        using CancelScope inner = back.WithCancel(out Context child);
        string before = $"{back.Status} {back.Deadline is null} {back.Token == ctx.Token}";
        scope.Cancel();
        Tell("own token", $"{before} {back.Status} {back.Cause?.GetType().Name}");
    }

    private static void ForeignTokenIsFollowed()
    {
        using var source = new CancellationTokenSource();
        var ctx = Context.From(source.Token);
        using CancelScope scope = ctx.WithCancel(out Context child);
        source.Cancel();
        Tell("foreign token", $"{ctx.Status} {child.Status} {Context.From(source.Token).Status}");
    }

    private static async Task DoneOnForeignTokenCompletesAsync()
    {
        using var source = new CancellationTokenSource();
        Task done = Context.From(source.Token).Done;
        await source.CancelAsync();
        await done.WaitAsync(_limit);
        Tell("foreign done", "completed");
    }

    private static void Tell(string what, string result) => Console.WriteLine($"{what}: {result}");
}
