using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// A callback registered on the context of a linked source had the deadline armed for itself, and so ran while its own context, which
/// ends only with the linked source, was live.
/// </summary>
public sealed class CallbackAheadOfForeignContext
{
    [Fact, Trait("Behaviour", "B30"), Trait("Behaviour", "B115")]
    public async Task Register_OnContextOfLinkedSource_RunsOnlyOnceThatIsDone()
    {
        var clock = new FakeTimeProvider();
        Context root = Context.Root(clock);
        using var scope = root.WithTimeout(TimeSpan.FromSeconds(1), out var outer);
        using var other = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(outer.Token, other.Token);
        Context ctx = Context.From(linked.Token);
        bool? wasDone = null;
        using var registration = ctx.Register(() => wasDone = ctx.IsDone);
        var blocked = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();

        // Registered after the link, so it runs before it: while it blocks, the linked source cannot end.
        using var blocker = outer.Token.Register(() =>
        {
            blocked.SetResult();
            Assert.True(release.Wait(Bounded.Limit));
        });
        using var laterScope = root.WithTimeout(TimeSpan.FromSeconds(2), out var later);
        var canary = new TaskCompletionSource();
        using var laterRegistration = later.Register(canary.SetResult);

        clock.Advance(TimeSpan.FromSeconds(1));
        await Bounded.WaitAsync(blocked.Task, "the callback that blocks the link");
        clock.Advance(TimeSpan.FromSeconds(1));
        await Bounded.WaitAsync(canary.Task, "a callback that came due later");
        release.Set();
        await Bounded.WaitAsync(VirtualTime.SettleAsync(clock), "the callbacks due on the fake clock");

        Assert.True(wasDone);
    }
}
