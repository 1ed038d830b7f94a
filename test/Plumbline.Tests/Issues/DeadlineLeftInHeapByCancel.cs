using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// A child armed while its parent was being canceled stayed in the heap of a clock other than the system's until its deadline: arming
/// looked whether the child had ended, and took one that another thread was just ending for a live one.
/// </summary>
public sealed class DeadlineLeftInHeapByCancel
{
    [Fact, Trait("Behaviour", "B44"), Trait("Behaviour", "B45")]
    public void WithTimeout_WhileParentIsCanceled_LeavesNothingArmed()
    {
        var clock = new FakeTimeProvider();
        var scheduler = (ProviderScheduler)Scheduler.For(clock);
        Context root = Context.Root(clock);

        Duel.Run(
            100_000,
            _ => (Scope: root.WithCancel(out var parent), Parent: parent),
            round => round.Scope.Cancel(),
            round => round.Parent.WithTimeout(TimeSpan.FromHours(1), out _),
            _ => Assert.Equal(0, scheduler.ArmedCount));
    }
}
