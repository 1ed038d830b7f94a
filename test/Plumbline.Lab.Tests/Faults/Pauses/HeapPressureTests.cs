using Plumbline.Lab.Faults.Pauses;

namespace Plumbline.Lab.Tests.Faults.Pauses;

public sealed class HeapPressureTests
{
    [Fact]
    public void Run_NoTime_CollectsOnceAndCountsThePause()
    {
        var record = HeapPressure.Run(TimeProvider.System, TimeSpan.Zero, nodes: 1000);

        // Other tests may make the collector run as well.
        Assert.True(record.Collections >= 1, record.ToString());
        Assert.True(record.Paused > TimeSpan.Zero, record.ToString());
    }

    [Fact]
    public void Run_NoNodes_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HeapPressure.Run(TimeProvider.System, TimeSpan.Zero, nodes: 0));
}
