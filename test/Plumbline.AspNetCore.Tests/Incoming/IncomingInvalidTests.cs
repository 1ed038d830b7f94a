using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>What is done about headers that cannot be read: counted, logged now and then, refused where asked for.</summary>
public sealed class IncomingInvalidTests : IDisposable
{
    private const string Ttl = "Context-TTL-Ms";

    private readonly ReaderFixture _fixture = new();

    [Fact]
    public void Read_Invalid_IsIgnoredAndCounted()
    {
        var incoming = _fixture.Read(Ttl, "abc");

        Assert.Equal((null, IncomingFindings.Invalid, 0), (incoming.Timeout, incoming.Findings, incoming.RefuseWith));
        Assert.Equal("invalid context-ttl-ms, received context-ttl-ms", _fixture.Counted);
    }

    [Fact]
    public void Read_InvalidBesideValid_EachIsCountedUnderItsHeader()
    {
        using var fixture = new ReaderFixture(options => options.Headers |= IncomingDeadlineHeaders.EnvoyExpected);

        var incoming = fixture.Read((Ttl, ["abc"]), ("x-envoy-expected-rq-timeout-ms", ["90000"]));

        Assert.Equal((TimeSpan.FromSeconds(60), IncomingFindings.Invalid | IncomingFindings.Clipped), (incoming.Timeout, incoming.Findings));
        Assert.Equal(
            "clipped x-envoy-expected-rq-timeout-ms, invalid context-ttl-ms, received x-envoy-expected-rq-timeout-ms", fixture.Counted);
    }

    [Theory]
    [InlineData(IncomingDeadlineMode.Observe, 0)]
    [InlineData(IncomingDeadlineMode.Propagate, 0)]
    [InlineData(IncomingDeadlineMode.Enforce, StatusCodes.Status400BadRequest)]
    public void Read_RejectInvalid_RefusesWith400WhereEnforced(IncomingDeadlineMode mode, int refuseWith)
    {
        using var strict = new ReaderFixture(options => (options.Mode, options.RejectInvalid) = (mode, true));

        Assert.Equal(refuseWith, strict.Read(Ttl, "0").RefuseWith);
        Assert.Equal(refuseWith, strict.Read(Ttl, "abc", "100").RefuseWith);
        Assert.Equal(refuseWith, strict.Read(Ttl, "1", "2", "3", "4", "5").RefuseWith);
        Assert.Equal(0, strict.Read(Ttl, "100").RefuseWith);
        Assert.Equal(0, strict.Read().RefuseWith);
    }

    [Fact]
    public void Read_Observe_CountsAndChangesNothing()
    {
        using var observing = new ReaderFixture(options => options.Mode = IncomingDeadlineMode.Observe);

        var incoming = observing.Read(Ttl, "90000");

        Assert.Equal((null, IncomingFindings.Clipped), (incoming.Timeout, incoming.Findings));
        Assert.Equal("clipped context-ttl-ms, received context-ttl-ms", observing.Counted);
    }

    [Fact]
    public void Read_Propagate_GivesTheTimeout()
    {
        using var propagating = new ReaderFixture(options => options.Mode = IncomingDeadlineMode.Propagate);

        Assert.Equal(TimeSpan.FromMilliseconds(100), propagating.Read(Ttl, "100").Timeout);
    }

    [Fact]
    public void Log_Flood_IsOneEntryAMinute()
    {
        for (var i = 0; i < 1_000; i++)
            _fixture.Read(Ttl, "abc");
        _fixture.Clock.Advance(InvalidHeaderLog.Interval - TimeSpan.FromTicks(1));
        _fixture.Read(Ttl, "abc");
        _fixture.Clock.Advance(TimeSpan.FromTicks(1));
        _fixture.Read(Ttl, "abc");
        _fixture.Read(Ttl, "abc");

        Assert.Equal(
            [
                "The deadline header Context-TTL-Ms of a request cannot be read: 3 characters, not all of them digits. Since the last message of this kind, 0 more were not logged.",
                "The deadline header Context-TTL-Ms of a request cannot be read: 3 characters, not all of them digits. Since the last message of this kind, 1000 more were not logged.",
            ],
            _fixture.Log.Entries.Select(entry => entry.Text));
        Assert.All(_fixture.Log.Entries, entry => Assert.Equal(LogLevel.Warning, entry.Level));
    }

    [Theory]
    [InlineData("0", "read: 0.")]
    [InlineData("12345678901", "read: 12345678901.")]
    [InlineData("123456789012345678901", "read: 21 characters, all of them digits.")]
    [InlineData("", "read: it is empty.")]
    [InlineData("5\r\nfatal: all is lost", "read: 21 characters, not all of them digits.")]
    [InlineData("٣٣٣", "read: 3 characters, not all of them digits.")]
    public void Log_Value_IsShownOnlyIfFewDigits(string value, string shown)
    {
        _fixture.Read(Ttl, value);

        Assert.Contains(shown, Assert.Single(_fixture.Log.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_TooManyValues_SaysSo()
    {
        _fixture.Read(Ttl, "1", "2", "3", "4", "5");

        Assert.Contains("it is there more than 4 times", Assert.Single(_fixture.Log.Entries).Text, StringComparison.Ordinal);
    }

    public void Dispose() => _fixture.Dispose();
}
