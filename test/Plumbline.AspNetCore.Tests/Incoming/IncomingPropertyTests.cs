using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Whatever is sent: no exception, no allocation, and never a longer deadline than the server allows.</summary>
public sealed class IncomingPropertyTests
{
    private static readonly TimeSpan _maximum = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _trustedMaximum = TimeSpan.FromSeconds(90);

    private static readonly string[] _names =
    [
        "Context-TTL-Ms", "grpc-timeout", "connect-timeout-ms", "x-envoy-expected-rq-timeout-ms", "x-request-deadline",
        "X-YaTaxi-Client-TimeoutMs", "Content-Type", "Connect-Protocol-Version",
    ];

    private static readonly Gen<string> _value = Gen.OneOf(
        Gen.Long[0, 200_000].Select(static number => $"{number}"),
        Gen.Select(Gen.Int[0, 100_000], Gen.Char["HMSmunX"], static (number, unit) => $"{number}{unit}"),
        Gen.Select(Gen.Int[0, 9_999], Gen.Char["HMSX"], static (number, unit) => $"PT{number}{unit}"),
        OneOf("application/grpc", "application/connect+proto", "1", "", "99999999H", "9999999999", "P9999999999DT9999999999H"),
        Gen.String[0, 50]);

    private static readonly Gen<(string Name, string[] Values)[]> _headers =
        Gen.Select(OneOf(_names), _value.Array[0, 6], static (name, values) => (name, values)).Array[0, 8];

    [Fact]
    public void Read_AnyHeaders_NeverLongerThanAllowed()
    {
        var anybody = Reader(isTrusted: false);
        var trusted = Reader(isTrusted: true);

        Gen.Select(_headers, Gen.OneOf(Gen.Const(-1), Gen.Int[1, 120_000])).Sample(
            (headers, limitMilliseconds) =>
            {
                var limit = TimeSpan.FromMilliseconds(limitMilliseconds);
                var allowed = limit == Timeout.InfiniteTimeSpan ? _maximum : limit;
                var request = ReaderFixture.Request(headers);

                var given = anybody.Read(request, limit);
                var givenTrusted = trusted.Read(request, limit);

                Assert.InRange(given.Timeout ?? allowed, TimeSpan.FromMilliseconds(1), allowed);
                Assert.InRange(givenTrusted.Timeout ?? allowed, TimeSpan.FromMilliseconds(1), allowed > _trustedMaximum ? allowed : _trustedMaximum);
                Assert.True((given.Timeout ?? allowed) <= (givenTrusted.Timeout ?? allowed), "trust took something away");
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("Context-TTL-Ms", "250")]
    [InlineData("Context-TTL-Ms", "9999999999")]
    [InlineData("Context-TTL-Ms", "00000000000000000000000000000000")]
    [InlineData("Context-TTL-Ms", "abc")]
    [InlineData("x-request-deadline", "P1DT2H3M4.567S")]
    [InlineData("x-request-deadline", "PT4.567Sx")]
    [InlineData("X-Unrelated", "1")]
    public void Read_AnyValue_AllocatesNothing(string name, string value)
    {
        var reader = Reader(isTrusted: true);
        var request = ReaderFixture.Request((name, [value]));
        var repeated = ReaderFixture.Request((name, [value, "7", value]));

        Assert.Equal(0, Allocated.Bytes(() => reader.Read(request, Timeout.InfiniteTimeSpan)));
        Assert.Equal(0, Allocated.Bytes(() => reader.Read(repeated, Timeout.InfiniteTimeSpan)));
    }

    [Fact]
    public void Read_AnyHeaders_AllocatesNothing()
    {
        var reader = Reader(isTrusted: false);
        reader.Read(ReaderFixture.Request(("Content-Type", ["application/grpc"]), ("grpc-timeout", ["x"])), Timeout.InfiniteTimeSpan);

        _headers.Sample(
            headers =>
            {
                var request = ReaderFixture.Request(headers);

                // The request makes its parts when it is first asked for them.
                reader.Read(request, Timeout.InfiniteTimeSpan);
                var before = GC.GetAllocatedBytesForCurrentThread();
                reader.Read(request, Timeout.InfiniteTimeSpan);

                Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            },
            iter: 5_000);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static IncomingDeadlineReader Reader(bool isTrusted)
    {
        var options = new IncomingDeadlineOptions
        {
            Headers = (IncomingDeadlineHeaders)~0,
            Maximum = _maximum,
            TrustedMaximum = _trustedMaximum,
            Trust = _ => isTrusted,
        };
        return new IncomingDeadlineReader(options, new FakeTimeProvider(), NullLogger.Instance, meters: null);
    }
}
