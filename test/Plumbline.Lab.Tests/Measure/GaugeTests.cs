using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests.Measure;

public sealed class GaugeTests
{
    [Fact]
    public void Peak_AfterRemove_Stays()
    {
        var gauge = new Gauge();
        gauge.Add();
        gauge.Add();
        gauge.Remove();

        gauge.Add();

        Assert.Equal((2, 2), (gauge.Now, gauge.Peak));
    }

    [Fact]
    public async Task Add_ManyThreads_NoneIsLost()
    {
        var gauge = new Gauge();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 50_000; i++)
                {
                    gauge.Add();
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal((200_000, 200_000), (gauge.Now, gauge.Peak));
    }
}
