using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Callbacks;

/// <summary>Whose AsyncLocals a callback sees: those of who registered it, and nobody else's.</summary>
public sealed class ExecutionContextTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly AsyncLocal<string?> _user = new();

    private Context Root => Context.Root(_clock);

    [Fact]
    public async Task Register_AsyncLocalChangesAfterwards_CallbackSeesThatOfTheRegistration()
    {
        var scope = Root.WithCancel(out var ctx);
        var seen = new TaskCompletionSource<string?>();
        _user.Value = "who registers";
        using var registration = ctx.Register(() => seen.SetResult(_user.Value));

        _user.Value = "who cancels";
        scope.Cancel();

        Assert.Equal("who registers", await Bounded.WaitAsync(seen.Task, "the callback"));
    }

    [Fact]
    public async Task Register_Async_CallbackSeesItAlsoAfterAnAwait()
    {
        var scope = Root.WithCancel(out var ctx);
        var seen = new TaskCompletionSource<string?>();
        _user.Value = "who registers";
        using var registration = ctx.Register(async () =>
        {
            await Task.Yield();
            seen.SetResult(_user.Value);
        });

        _user.Value = "who cancels";
        scope.Cancel();

        Assert.Equal("who registers", await Bounded.WaitAsync(seen.Task, "the callback"));
    }

    [Fact]
    public async Task Register_ContextIsDone_CallbackSeesThatOfTheRegistration()
    {
        var scope = Root.WithCancel(out var ctx);
        _user.Value = "who cancels";
        scope.Cancel();
        var seen = new TaskCompletionSource<string?>();

        _user.Value = "who registers";
        using var registration = ctx.Register(() => seen.SetResult(_user.Value));

        Assert.Equal("who registers", await Bounded.WaitAsync(seen.Task, "the callback"));
    }

    [Fact]
    public async Task Register_FlowIsSuppressed_CallbackSeesNobodys()
    {
        var scope = Root.WithCancel(out var ctx);
        var seen = new TaskCompletionSource<string?>();
        _user.Value = "who registers without flow";
        ContextRegistration registration;
        using (ExecutionContext.SuppressFlow())
        {
            registration = ctx.Register(() => seen.SetResult(_user.Value));
        }

        _user.Value = "who cancels";
        scope.Cancel();

        Assert.Null(await Bounded.WaitAsync(seen.Task, "the callback"));
        Assert.False(registration.Unregister());
    }

    [Fact]
    public async Task TokenRegister_AsyncLocalChangesAfterwards_CallbackSeesThatOfTheRegistration()
    {
        var scope = Root.WithCancel(out var ctx);
        var seen = new TaskCompletionSource<string?>();
        _user.Value = "who registers";
        using var registration = ctx.Token.Register(() => seen.SetResult(_user.Value));

        _user.Value = "who cancels";
        scope.Cancel();

        Assert.Equal("who registers", await Bounded.WaitAsync(seen.Task, "the callback on the token"));
    }

    [Fact]
    public async Task TokenUnsafeRegister_Canceled_CallbackSeesNobodys()
    {
        var scope = Root.WithCancel(out var ctx);
        var seen = new TaskCompletionSource<string?>();
        using var registration = ctx.Token.UnsafeRegister(_ => seen.SetResult(_user.Value), null);

        _user.Value = "who cancels";
        scope.Cancel();

        Assert.Null(await Bounded.WaitAsync(seen.Task, "the callback on the token"));
    }

    [Fact]
    public async Task Register_CallbacksSetAnAsyncLocal_NoneSeesWhatAnotherSet()
    {
        var scope = Root.WithCancel(out var ctx);

        // More than there are workers, so that some share one; and without flow, so that none brings what it restores.
        string?[] seen = new string?[200];
        using (ExecutionContext.SuppressFlow())
        {
            for (int i = 0; i < seen.Length; i++)
            {
                ctx.Register(at => (seen[at], _user.Value) = (_user.Value, "callback"), i);
            }
        }

        scope.Cancel();
        await SettleAsync();

        Assert.All(seen, Assert.Null);
    }

    [Fact]
    public async Task TokenUnsafeRegister_CallbacksOfSeveralContextsSetAnAsyncLocal_NoneSeesWhatAnotherSet()
    {
        var scope = Root.WithCancel(out var ctx);
        string?[] seen = new string?[200];
        for (int i = 0; i < seen.Length; i++)
        {
            _ = ctx.WithCancel(out var child);
            int at = i;
            child.Token.UnsafeRegister(_ => (seen[at], _user.Value) = (_user.Value, "callback"), null);
        }

        scope.Cancel();
        await SettleAsync();

        Assert.All(seen, Assert.Null);
    }

    [Fact]
    public async Task Register_CallbackSetsAnAsyncLocal_WhoRegisteredDoesNotSeeIt()
    {
        var scope = Root.WithCancel(out var ctx);
        _user.Value = "who registers";
        await using (ctx.Register(() => _user.Value = "callback"))
        {
            scope.Cancel();
        }

        Assert.Equal("who registers", _user.Value);
    }

    // What is the first user's in all that lives as long as the process can only be seen in a process where nobody came before.
    [Fact]
    public async Task Register_FirstUserOfTheProcessHasAsyncLocals_NobodySeesThem()
    {
        var (exitCode, lines) = await ChildProcess.RunAsync("first-user");

        Assert.Equal(["deadline: nobody", "cancel: nobody", "other clock: nobody"], lines);
        Assert.Equal(0, exitCode);
    }

    private Task SettleAsync() => Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");
}
