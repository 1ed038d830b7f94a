using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Issues;

/// <summary>
/// After the timer of a clock had come for a deadline that was gone, the next wait was rounded up to whole milliseconds, as is right
/// only for a timer that came too early.
/// </summary>
public sealed class DeadlineLateByRounding
{
    [Fact, Trait("Behaviour", "B46")]
    public void WithTimeout_AfterAnEarlierOneIsGone_IsDoneAtItsInstant()
    {
        var clock = new FakeTimeProvider();
        Context root = Context.Root(clock);
        var gone = root.WithTimeout(TimeSpan.FromMilliseconds(1), out Context _);
        using var scope = root.WithTimeout(TimeSpan.FromMilliseconds(1.5), out var ctx);
        gone.Dispose();

        clock.Advance(TimeSpan.FromMilliseconds(1));
        clock.Advance(TimeSpan.FromMilliseconds(0.5));

        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }
}
