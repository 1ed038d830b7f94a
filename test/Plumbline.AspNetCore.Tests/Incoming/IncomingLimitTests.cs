using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>How long a caller can make its request's deadline, and how short.</summary>
public sealed class IncomingLimitTests
{
    private const string Ttl = "Context-TTL-Ms";

    private static readonly TimeSpan _none = Timeout.InfiniteTimeSpan;

    [Theory]
    [InlineData("59999", 59_999, "received context-ttl-ms")]
    [InlineData("60000", 60_000, "received context-ttl-ms")]
    [InlineData("60001", 60_000, "clipped context-ttl-ms, received context-ttl-ms")]
    [InlineData("9999999999", 60_000, "clipped context-ttl-ms, received context-ttl-ms")]
    public void Read_NoEndpointLimit_MaximumClips(string value, int milliseconds, string counted)
    {
        using var fixture = new ReaderFixture();

        var incoming = fixture.Read(Ttl, value);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), incoming.Timeout);
        Assert.Equal(counted, fixture.Counted);
    }

    [Fact]
    public void Read_HugeGrpcTimeout_IsClipped()
    {
        using var fixture = new ReaderFixture();

        var incoming = fixture.Read(("Content-Type", ["application/grpc"]), ("grpc-timeout", ["99999999H"]));

        Assert.Equal((TimeSpan.FromSeconds(60), IncomingFindings.Clipped), (incoming.Timeout, incoming.Findings));
    }

    [Theory]
    [InlineData("1000", 5_000, 1_000)]
    [InlineData("5000", 5_000, 5_000)]
    [InlineData("5001", 5_000, null)]
    [InlineData("9999999999", 5_000, null)]
    [InlineData("90000", 120_000, 90_000)]
    public void Read_EndpointLimit_CanOnlyBeShortened(string value, int limit, int? milliseconds)
    {
        using var fixture = new ReaderFixture();

        var incoming = fixture.Reader.Read(ReaderFixture.Request((Ttl, [value])), TimeSpan.FromMilliseconds(limit));

        Assert.Equal(milliseconds, (int?)incoming.Timeout?.TotalMilliseconds);
        Assert.Equal(milliseconds is null, incoming.Findings == IncomingFindings.Clipped);
    }

    [Theory]
    [InlineData("1n")]
    [InlineData("999u")]
    [InlineData("1m")]
    public void Read_BelowAMillisecond_IsAMillisecond(string value)
    {
        using var fixture = new ReaderFixture();

        var incoming = fixture.Read(("Content-Type", ["application/grpc"]), ("grpc-timeout", [value]));

        Assert.Equal((TimeSpan.FromMilliseconds(1), IncomingFindings.None), (incoming.Timeout, incoming.Findings));
    }

    [Theory]
    [InlineData("90000", 5_000, 90_000, false)]
    [InlineData("90000", -1, 90_000, false)]
    [InlineData("300000", 5_000, 120_000, true)]
    [InlineData("300000", -1, 120_000, true)]
    [InlineData("150000", 180_000, 150_000, false)]
    [InlineData("300000", 180_000, null, true)]
    public void Read_Trusted_MayLengthenUpToTheCap(string value, int limit, int? milliseconds, bool isClipped)
    {
        using var fixture = new ReaderFixture(options =>
        {
            options.Trust = static request => request.Request.Headers.ContainsKey("X-Inside");
            options.TrustedMaximum = TimeSpan.FromMinutes(2);
        });

        var trusted = fixture.Reader.Read(
            ReaderFixture.Request((Ttl, [value]), ("X-Inside", ["yes"])), TimeSpan.FromMilliseconds(limit));

        Assert.Equal(milliseconds, (int?)trusted.Timeout?.TotalMilliseconds);
        Assert.Equal(isClipped, trusted.Findings.HasFlag(IncomingFindings.Clipped));
        Assert.Equal(milliseconds is not null && !isClipped, trusted.IsCallers);
    }

    [Theory]
    [InlineData("30000", false)]
    [InlineData("30001", true)]
    public void Read_TrustedAndAboveTheMaximum_IsClipped(string value, bool isClipped)
    {
        using var fixture = new ReaderFixture(options => options.Trust = static _ => true);

        var trusted = fixture.Reader.Read(
            ReaderFixture.Request((Ttl, [value])), TimeSpan.FromSeconds(5), maximum: TimeSpan.FromSeconds(30));

        Assert.Equal(isClipped, trusted.Findings.HasFlag(IncomingFindings.Clipped));
        Assert.Equal(!isClipped, trusted.IsCallers);
    }

    [Theory]
    [InlineData("60000", false, "the caller's Context-TTL-Ms header")]
    [InlineData("60001", false, "RequestContextOptions.Incoming.Maximum")]
    [InlineData("600000", true, "the caller's Context-TTL-Ms header")]
    [InlineData("600001", true, "RequestContextOptions.Incoming.TrustedMaximum")]
    public void Origin_OfTimeout_SaysWhoseItIs(string value, bool isTrusted, string origin)
    {
        using var fixture = new ReaderFixture(options => options.Trust = _ => isTrusted);

        Assert.Equal(origin, fixture.Read(Ttl, value).Origin);
    }

    [Fact]
    public void Read_NotTrusted_IsClippedAsIfThereWereNoTrust()
    {
        using var fixture = new ReaderFixture(options => options.Trust = static _ => false);

        Assert.Equal(TimeSpan.FromSeconds(60), fixture.Read(Ttl, "90000").Timeout);
    }

    [Fact]
    public void Read_WithinTheLimit_TrustIsNotAsked()
    {
        using var fixture = new ReaderFixture(options => options.Trust = static _ => throw new InvalidOperationException("asked"));

        Assert.Equal(TimeSpan.FromSeconds(60), fixture.Read(Ttl, "60000").Timeout);
        Assert.Throws<InvalidOperationException>(() => fixture.Read(Ttl, "60001"));
    }

    [Theory]
    [InlineData(IncomingDeadlineMode.Observe, null, 0)]
    [InlineData(IncomingDeadlineMode.Propagate, 1, 0)]
    [InlineData(IncomingDeadlineMode.Enforce, 0, StatusCodes.Status504GatewayTimeout)]
    public void Read_ExpiredOnArrival_IsRefusedWhereEnforced(IncomingDeadlineMode mode, int? milliseconds, int refuseWith)
    {
        using var fixture = new ReaderFixture(options => options.Mode = mode, TimeProvider.System);

        var incoming = fixture.Reader.Read(ArrivedAgo(TimeSpan.FromHours(1)), _none);

        Assert.Equal(milliseconds, (int?)incoming.Timeout?.TotalMilliseconds);
        Assert.Equal((IncomingFindings.Expired, refuseWith), (incoming.Findings, incoming.RefuseWith));
        Assert.Equal("expired context-ttl-ms, received context-ttl-ms", fixture.Counted);
    }

    [Fact]
    public void Read_WaitedBefore_IsCharged()
    {
        using var fixture = new ReaderFixture(options => options.Maximum = TimeSpan.FromDays(1), TimeProvider.System);

        var incoming = fixture.Reader.Read(ArrivedAgo(TimeSpan.FromHours(1), "7200000"), _none);

        Assert.InRange(incoming.Timeout!.Value, TimeSpan.FromTicks(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public void Read_ActivityFromTheFuture_ChargesNothing()
    {
        using var fixture = new ReaderFixture(clock: TimeProvider.System);

        Assert.Equal(TimeSpan.FromSeconds(5), fixture.Reader.Read(ArrivedAgo(TimeSpan.FromHours(-1)), _none).Timeout);
    }

    [Fact]
    public void Read_OtherClock_ChargesNothing()
    {
        using var fixture = new ReaderFixture();

        Assert.Equal(TimeSpan.FromSeconds(5), fixture.Reader.Read(ArrivedAgo(TimeSpan.FromHours(1)), _none).Timeout);
    }

    private static HttpContext ArrivedAgo(TimeSpan ago, string value = "5000")
    {
        var request = ReaderFixture.Request((Ttl, [value]));
        var activity = new Activity("request").SetStartTime(TimeProvider.System.GetUtcNow().UtcDateTime - ago).Start();
        activity.Stop();
        request.Features.Set<IHttpActivityFeature>(new ActivityFeature { Activity = activity });
        return request;
    }

    private sealed class ActivityFeature : IHttpActivityFeature
    {
        public required Activity Activity { get; set; }
    }
}
