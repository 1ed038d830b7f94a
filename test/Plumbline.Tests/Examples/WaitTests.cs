using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Examples;

/// <summary>Waiting for what never comes ends with the context.</summary>
public sealed class WaitTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _clock = new();

    [Fact, Trait("Behaviour", "B136")]
    public async Task WhenAny_OfATaskThatNeverEnds_ReturnsDoneByTheDeadline()
    {
        Task never = new TaskCompletionSource().Task;
        using CancelScope scope = Context.Root(_clock).WithDeadline(_clock.GetUtcNow() + _limit, out Context ctx);
        Task<Task> first = Task.WhenAny(never, ctx.Done);

        _clock.Advance(_limit);

        Assert.Same(ctx.Done, await Bounded.WaitAsync(first, "one of the two"));
        Assert.StartsWith("context deadline exceeded", ctx.ToException()!.Message);
    }

    [Fact, Trait("Behaviour", "B136")]
    public async Task WaitAsync_OfATaskThatNeverEnds_EndsByTheDeadline()
    {
        Task never = new TaskCompletionSource().Task;
        using CancelScope scope = Context.Background.WithTimeout(_limit, out Context ctx);

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bounded.WaitAsync(never.WaitAsync(ctx), "the wait to end"));

        Assert.True(thrown.IsDeadlineExceeded(ctx));
    }

    [Fact, Trait("Behaviour", "B136")]
    public void Wait_OnTheTokensHandle_EndsByTheDeadline()
    {
        using CancelScope scope = Context.Background.WithTimeout(_limit, out Context ctx);

        Assert.True(ctx.Token.WaitHandle.WaitOne(Bounded.Limit), "Waited for the handle of the token.");
        Assert.Equal(ContextStatus.DeadlineExceeded, ctx.Status);
    }
}
