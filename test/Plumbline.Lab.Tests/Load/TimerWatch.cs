using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Plumbline.Lab.Tests.Load;

/// <summary>A fake clock that tells when something began to wait on it, so that a test never advances too early.</summary>
internal sealed class TimerWatch : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _armed.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Completes when something waits for exactly <paramref name="dueTime"/>; fails after 30 seconds of real time.</summary>
    public async Task ArmedAsync(TimeSpan dueTime)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await foreach (var armed in _armed.Reader.ReadAllAsync(limit.Token))
            {
                if (armed == dueTime)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Nothing began to wait for {dueTime} on the clock.");
        }
    }
}
