using Plumbline.Lab.Experiments;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Experiments;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task Lateness_BeatThatCameLate_IsHowLate()
    {
        var clock = new Load.TimerWatch();
        await using var heartbeat = new Heartbeat(clock);
        await clock.ArmedAsync(S(0.02));

        clock.Advance(S(0.05));
        await clock.ArmedAsync(S(0.02));

        Assert.Equal(S(0.03), heartbeat.Lateness);
    }
}
