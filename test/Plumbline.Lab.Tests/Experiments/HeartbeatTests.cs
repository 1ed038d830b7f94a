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
        await clock.ArmedAsync(S(0.01));

        Assert.Equal(S(0.03), heartbeat.Lateness);
    }

    [Fact]
    public async Task Lateness_OneStallAmongManyBeats_CountsEachBeatThatItSwallowed()
    {
        var clock = new Load.TimerWatch();
        await using var heartbeat = new Heartbeat(clock);
        await clock.ArmedAsync(S(0.02));
        foreach (var _ in Enumerable.Range(0, 200))
        {
            clock.Advance(S(0.02));
            await clock.ArmedAsync(S(0.02));
        }

        clock.Advance(S(1));
        await clock.ArmedAsync(S(0.02));

        // 200 beats in time, then fifty that were late by 0.98 s, 0.96 s and so on: the third of those is the 99th of a hundred.
        Assert.Equal(S(0.94), heartbeat.Lateness);
    }
}
