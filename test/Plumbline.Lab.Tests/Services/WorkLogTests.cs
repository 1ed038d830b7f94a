using Microsoft.Extensions.Time.Testing;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Services;

public sealed class WorkLogTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TimeSpan _zero;
    private readonly WorkLog _log;

    public WorkLogTests()
    {
        _zero = _clock.Now();
        _log = new WorkLog(_clock);
    }

    [Fact]
    public void Records_Finished_SaysWhen()
    {
        using (var item = _log.Arrive(7))
        {
            _clock.Advance(S(1));
            item.Start();
            _clock.Advance(S(2));
            item.Finish();
            _clock.Advance(S(4));
        }

        Assert.Equal(new WorkRecord(7, _zero, _zero + S(1), _zero + S(3), Finished: true), Assert.Single(_log.Records));
    }

    [Fact]
    public void Records_Stopped_SaysWhenAndThatItIsNotFinished()
    {
        using (var item = _log.Arrive(7))
        {
            item.Start();
            _clock.Advance(S(2));
        }

        Assert.Equal(new WorkRecord(7, _zero, _zero, _zero + S(2), Finished: false), Assert.Single(_log.Records));
    }

    [Fact]
    public void Records_LeftTheQueue_NeverStarted()
    {
        _log.Arrive(7).Dispose();

        Assert.Equal(new WorkRecord(7, _zero, Started: null, Ended: null, Finished: false), Assert.Single(_log.Records));
    }
}
