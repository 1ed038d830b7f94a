using System.Diagnostics.Metrics;
using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests.Measure;

public sealed class MeterReaderTests : IDisposable
{
    private readonly Meter _meter = new(MeterReader.LabMeter);
    private readonly MeterReader _reader;

    public MeterReaderTests() => _reader = new MeterReader(_meter);

    public void Dispose()
    {
        _reader.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void UpAndDown_Changes_SumsThemAndKeepsThePeak()
    {
        var counter = _meter.CreateUpDownCounter<int>("lab.test");
        counter.Add(1);
        counter.Add(2);
        counter.Add(-2);

        var gauge = _reader.UpAndDown("lab.test");

        Assert.Equal((1, 3), (gauge.Now, gauge.Peak));
    }

    [Fact]
    public void UpAndDown_ConnectionsByState_AreToldApart()
    {
        using var http = new Meter("System.Net.Http");
        var counter = http.CreateUpDownCounter<long>("lab.test.connections");
        counter.Add(3, new KeyValuePair<string, object?>("http.connection.state", "idle"));
        counter.Add(1, new KeyValuePair<string, object?>("http.connection.state", "active"));

        Assert.Equal(
            (4, 3, 1),
            (_reader.UpAndDown("lab.test.connections").Now, _reader.UpAndDown("lab.test.connections/idle").Now, _reader.UpAndDown("lab.test.connections/active").Now));
    }

    [Fact]
    public void UpAndDown_AnotherMeterOfTheLab_IsNotHeard()
    {
        using var other = new Meter(MeterReader.LabMeter);

        other.CreateUpDownCounter<int>("lab.test").Add(1);

        Assert.Equal(0, _reader.UpAndDown("lab.test").Now);
    }

    [Fact]
    public void Observe_SeveralTags_SumsThem()
    {
        _meter.CreateObservableUpDownCounter("lab.observed", static () => (Measurement<long>[])
        [
            new Measurement<long>(2, new KeyValuePair<string, object?>("which", "a")),
            new Measurement<long>(3, new KeyValuePair<string, object?>("which", "b")),
        ]);

        var first = _reader.Observe()("lab.observed");
        var second = _reader.Observe()("lab.observed");

        Assert.Equal((5.0, 5.0), (first, second));
    }

    [Theory]
    [InlineData("dotnet.process.memory.working_set")]
    [InlineData("dotnet.gc.heap.total_allocated")]
    [InlineData("dotnet.thread_pool.thread.count")]
    [InlineData("dotnet.process.cpu.time")]
    public void Observe_Runtime_SaysSomething(string instrument) => Assert.True(_reader.Observe()(instrument) > 0);
}
