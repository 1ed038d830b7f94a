using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Tests.Issues;

/// <summary>
/// The timer of a deadline that was canceled meanwhile found nothing due, took that for a timer that had come early, and rounded the
/// next wait up to whole milliseconds: on a clock that is advanced by hand, a deadline was then missed.
/// </summary>
public sealed class CanceledDeadlineDelaysTheNext
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Advance_PastACanceledDeadline_KeepsTheNextExact()
    {
        using CancelScope first = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(1), out _);
        using CancelScope second = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(1) + new TimeSpan(5), out Context ctx);
        first.Cancel();

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(ctx.IsDone);
        _clock.Advance(new TimeSpan(5));

        Assert.True(ctx.IsDone);
    }
}
