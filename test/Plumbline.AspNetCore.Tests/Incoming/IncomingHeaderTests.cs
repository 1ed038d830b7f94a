using Microsoft.AspNetCore.Http;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Which headers of a request are read, and which one counts.</summary>
public sealed class IncomingHeaderTests : IDisposable
{
    private const IncomingDeadlineHeaders All = (IncomingDeadlineHeaders)~0;

    private readonly ReaderFixture _all = new(options => options.Headers = All);
    private readonly ReaderFixture _default = new();

    [Theory]
    [InlineData("Context-TTL-Ms", "250")]
    [InlineData("context-ttl-ms", "250")]
    public void Read_ContextTtl_IsReadByDefault(string name, string value)
    {
        var incoming = _default.Read(name, value);

        Assert.Equal(TimeSpan.FromMilliseconds(250), incoming.Timeout);
        Assert.Equal("Context-TTL-Ms", incoming.Header?.Name);
        Assert.Equal((IncomingFindings.None, 0), (incoming.Findings, incoming.RefuseWith));
        Assert.Equal("received context-ttl-ms", _default.Counted);
    }

    [Fact]
    public void Read_NoHeader_ChangesAndCountsNothing()
    {
        Assert.Equal(default, _default.Read());
        Assert.Equal(default, _all.Read());

        Assert.Equal(("", ""), (_default.Counted, _all.Counted));
    }

    [Theory]
    [InlineData("x-envoy-expected-rq-timeout-ms", "250", 250)]
    [InlineData("x-request-deadline", "2", 2_000)]
    [InlineData("x-request-deadline", "PT0.25S", 250)]
    [InlineData("X-YaTaxi-Client-TimeoutMs", "250", 250)]
    public void Read_Preset_OnlyWhereEnabled(string name, string value, int milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), _all.Read(name, value).Timeout);
        Assert.Equal(default, _default.Read(name, value));
    }

    [Fact]
    public void Read_HeadersNone_NothingIsRead()
    {
        using var none = new ReaderFixture(options => options.Headers = IncomingDeadlineHeaders.None);

        Assert.Equal(default, none.Read(
            ("Context-TTL-Ms", ["1"]), ("grpc-timeout", ["1S"]), ("connect-timeout-ms", ["1"]), ("Connect-Protocol-Version", ["1"])));
        Assert.Equal(default, none.Read(("Content-Type", ["application/grpc"]), ("grpc-timeout", ["1S"])));
    }

    [Fact]
    public void Read_HeaderName_TakesThePlaceOfTheDefault()
    {
        using var renamed = new ReaderFixture(options => options.HeaderName = "X-Budget");

        Assert.Equal(TimeSpan.FromMilliseconds(250), renamed.Read("x-budget", "250").Timeout);
        Assert.Null(renamed.Read("Context-TTL-Ms", "250").Timeout);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    [InlineData("Application/GRPC")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web-text+proto")]
    public void Read_GrpcContentType_OnlyGrpcTimeout(string contentType)
    {
        var incoming = _default.Read(("Content-Type", [contentType]), ("grpc-timeout", ["2S"]), ("Context-TTL-Ms", ["1"]));

        Assert.Equal((TimeSpan.FromSeconds(2), "grpc-timeout"), (incoming.Timeout, incoming.Header?.Name));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpcish")]
    [InlineData("")]
    public void Read_OtherContentType_NoGrpcTimeout(string contentType)
    {
        var incoming = _default.Read(("Content-Type", [contentType]), ("grpc-timeout", ["1S"]), ("Context-TTL-Ms", ["2000"]));

        Assert.Equal((TimeSpan.FromSeconds(2), "Context-TTL-Ms"), (incoming.Timeout, incoming.Header?.Name));
    }

    [Theory]
    [InlineData("Content-Type", "application/connect+proto")]
    [InlineData("Connect-Protocol-Version", "1")]
    public void Read_ConnectProtocol_OnlyConnectTimeout(string header, string value)
    {
        var incoming = _default.Read((header, [value]), ("connect-timeout-ms", ["2000"]), ("Context-TTL-Ms", ["1"]));
        var without = _default.Read((header, [value]), ("Context-TTL-Ms", ["1"]));

        Assert.Equal((TimeSpan.FromSeconds(2), "connect-timeout-ms"), (incoming.Timeout, incoming.Header?.Name));
        Assert.Equal(default, without);
    }

    [Theory]
    [InlineData("GET", "?connect=v1", true)]
    [InlineData("GET", "?message=x&connect=v1&encoding=json", true)]
    [InlineData("GET", "?xconnect=v1&connect=v1x&connect=v1", true)]
    [InlineData("GET", "?xconnect=v1", false)]
    [InlineData("GET", "?connect=v1x", false)]
    [InlineData("GET", "?connect=v2", false)]
    [InlineData("GET", "", false)]
    [InlineData("POST", "?connect=v1", false)]
    public void Read_ConnectGet_IsKnownByItsQuery(string method, string query, bool isConnect)
    {
        var request = ReaderFixture.Request(("connect-timeout-ms", ["2000"]));
        request.Request.Method = method;
        request.Request.QueryString = new QueryString(query);

        Assert.Equal(isConnect, _default.Reader.Read(request, Timeout.InfiniteTimeSpan).Timeout is not null);
    }

    [Theory]
    [InlineData("30", "20", "10", "X-YaTaxi-Client-TimeoutMs", 10)]
    [InlineData("30", "10", "20", "x-envoy-expected-rq-timeout-ms", 10)]
    [InlineData("10", "20", "30", "Context-TTL-Ms", 10)]
    [InlineData("10", "10", "10", "Context-TTL-Ms", 10)]
    [InlineData("0", "x", "30", "X-YaTaxi-Client-TimeoutMs", 30)]
    public void Read_SeveralHeaders_SmallestValidWins(string ttl, string envoy, string userver, string header, int milliseconds)
    {
        var incoming = _all.Read(
            ("Context-TTL-Ms", [ttl]), ("x-envoy-expected-rq-timeout-ms", [envoy]), ("X-YaTaxi-Client-TimeoutMs", [userver]));

        Assert.Equal((TimeSpan.FromMilliseconds(milliseconds), header), (incoming.Timeout, incoming.Header?.Name));
    }

    [Theory]
    [InlineData(new[] { "30", "10", "20" }, 10, false)]
    [InlineData(new[] { "40", "30", "20", "10" }, 10, false)]
    [InlineData(new[] { "10", "10" }, 10, false)]
    [InlineData(new[] { "abc", "20" }, 20, true)]
    [InlineData(new[] { "20", "0", "" }, 20, true)]
    [InlineData(new[] { "abc", "0" }, null, true)]
    [InlineData(new[] { "50", "40", "30", "20", "10" }, null, true)]
    public void Read_RepeatedHeader_SmallestValidOfUpToFourWins(string[] values, int? milliseconds, bool isInvalid)
    {
        var incoming = _default.Read("Context-TTL-Ms", values);

        Assert.Equal(milliseconds, incoming.Timeout?.TotalMilliseconds is { } timeout ? (int)timeout : null);
        Assert.Equal(isInvalid ? IncomingFindings.Invalid : IncomingFindings.None, incoming.Findings);
    }

    [Fact]
    public void Read_ThousandsOfValues_AreInvalidAndNotLookedAt()
    {
        var values = Enumerable.Repeat("1", 5_000).ToArray();

        var incoming = _default.Read("Context-TTL-Ms", values);

        Assert.Equal((null, IncomingFindings.Invalid), (incoming.Timeout, incoming.Findings));
    }

    public void Dispose()
    {
        _all.Dispose();
        _default.Dispose();
    }
}
