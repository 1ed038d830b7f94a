using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Resilience;

/// <summary>Lets virtual time pass for a pipeline whose timers are set by the pool.</summary>
internal static class VirtualClock
{
    /// <summary>Advances step by step until the task has ended: a timer that the pool sets a moment later is due at a later step.</summary>
    internal static async Task AdvanceUntilAsync(this FakeTimeProvider clock, Task task, TimeSpan step)
    {
        var start = Stopwatch.GetTimestamp();
        while (!task.IsCompleted && Stopwatch.GetElapsedTime(start) < Bounded.Limit)
        {
            clock.Advance(step);
            await Task.Yield();
        }

        Assert.True(task.IsCompleted, "Waited for the execution to end.");
    }
}
