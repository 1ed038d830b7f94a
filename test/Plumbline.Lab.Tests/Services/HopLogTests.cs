using Microsoft.Extensions.Time.Testing;
using Plumbline.Lab.Measure;
using Plumbline.Lab.Services;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Services;

public sealed class HopLogTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TimeSpan _zero;
    private readonly HopLog _log;

    public HopLogTests()
    {
        _zero = _clock.Now();
        _log = new HopLog(Hop.Mid, _clock);
    }

    [Fact]
    public void Records_Finished_SaysWhen()
    {
        var entry = _log.Arrive(7);
        _clock.Advance(S(1));
        entry.Start();
        _clock.Advance(S(2));
        entry.Finish();
        _clock.Advance(S(4));
        entry.End(HopOutcome.ClientGone);

        Assert.Equal(new HopRecord(Hop.Mid, 7, _zero, _zero + S(1), _zero + S(3), Finished: true, Outcome: null), Assert.Single(_log.Records));
    }

    [Fact]
    public void Records_Stopped_SaysWhenAndWhy()
    {
        var entry = _log.Arrive(7);
        entry.Start();
        _clock.Advance(S(2));
        entry.End(HopOutcome.Deadline);

        Assert.Equal(
            new HopRecord(Hop.Mid, 7, _zero, _zero, _zero + S(2), Finished: false, HopOutcome.Deadline), Assert.Single(_log.Records));
    }

    [Fact]
    public void Records_LeftTheQueue_NeverStarted()
    {
        _log.Arrive(7).End(HopOutcome.ClientGone);

        Assert.Equal(
            new HopRecord(Hop.Mid, 7, _zero, Started: null, _zero, Finished: false, HopOutcome.ClientGone), Assert.Single(_log.Records));
    }

    [Fact]
    public void Records_NobodysRequest_IsLeftOut()
    {
        _log.Arrive(-1).End(outcome: null);

        Assert.Empty(_log.Records);
    }
}
