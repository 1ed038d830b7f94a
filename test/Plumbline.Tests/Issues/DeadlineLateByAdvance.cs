using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Issues;

/// <summary>
/// A clock that another thread advanced while a deadline was being armed left the timer set too late by as much as it was advanced:
/// between the reading of the clock and the setting of the timer.
/// </summary>
public sealed class DeadlineLateByAdvance
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new();

    private ProviderScheduler Scheduler => (ProviderScheduler)Plumbline.Scheduler.For(_clock);

    [Fact, Trait("Behaviour", "B46"), Trait("Behaviour", "B48")]
    public void WithTimeout_MadeWhileTimePasses_IsDoneOnceItsInstantHasPassed()
    {
        Duel.Run(
            20_000,
            _ => new Context[1],
            _ => _clock.Advance(_timeout),
            round => Context.Root(_clock).WithTimeout(_timeout, out round[0]),
            round =>
            {
                bool hadPassed = _clock.GetTimestamp() >= round[0].Signal!.DeadlineTimestamp;
                Assert.Equal(hadPassed, round[0].IsDone);
                _clock.Advance(_timeout);
                Assert.Equal(ContextStatus.DeadlineExceeded, round[0].Status);
                Assert.Equal(0, Scheduler.ArmedCount);
            });
    }
}
