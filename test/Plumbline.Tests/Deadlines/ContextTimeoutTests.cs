using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Deadlines;

public sealed class ContextTimeoutTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void WithTimeout_ParentEndsSooner_KeepsParentDeadline()
    {
        var root = Context.Root(_clock);
        using var outer = root.WithTimeout(TimeSpan.FromSeconds(1), out var parent);

        using var inner = parent.WithTimeout(TimeSpan.FromSeconds(5), out var child);

        Assert.Equal(parent.Deadline, child.Deadline);
    }

    [Fact]
    public async Task Register_DeadlinePasses_HasRunOnceTimeSettles()
    {
        using var scope = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        bool ran = false;
        using var registration = ctx.Register(() => ran = true);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await Bounded.WaitAsync(VirtualTime.SettleAsync(_clock), "the callbacks due on the fake clock");

        Assert.True(ran);
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }
}
