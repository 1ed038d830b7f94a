using System.Globalization;
using System.Xml;
using CsCheck;

namespace Plumbline.AspNetCore.Incoming;

/// <summary>Hostile and random values: no exception, no allocation, never zero or less.</summary>
public sealed class HeaderDurationPropertyTests
{
    private const int Samples = 20_000;

    private static readonly DeadlineHeader[] _formats = [DeadlineHeader.Connect, DeadlineHeader.Grpc, DeadlineHeader.MiskRequestDeadline];

    // Mostly what a parser may trip over, some of anything.
    private static readonly Gen<string> _hostile = Gen.OneOf(
        Gen.String[Gen.Char["0123456789"], 0, 14],
        Gen.String[Gen.Char["0123456789HMSmunPTD.,+- "], 0, 40],
        Gen.String[Gen.Char["0123456789PTDHMS."], 0, 34].Select(static text => "P" + text),
        Gen.String[Gen.Char, 0, 40],
        Gen.String[Gen.Char["09"], 8_000, 9_000]);

    [Fact]
    public void TryParse_AnyText_NeitherThrowsNorAllocatesNorGivesZero()
    {
        _hostile.Sample(
            static text =>
            {
                foreach (var header in _formats)
                {
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    var isRead = header.TryParse(text, out var duration);
                    var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

                    Assert.Equal(0, allocated);
                    Assert.Equal(isRead, duration > TimeSpan.Zero);
                }
            },
            iter: Samples);
    }

    [Fact]
    public void TryMilliseconds_AnyCountOfTenDigits_IsThatCount() =>
        Gen.Select(Gen.Long[1, 9_999_999_999], Gen.Int[1, 10]).Sample(
            static (count, width) =>
            {
                var text = count.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');

                Assert.True(HeaderDuration.TryMilliseconds(text, out var duration));
                Assert.Equal(count * TimeSpan.TicksPerMillisecond, duration.Ticks);
            },
            iter: Samples);

    [Fact]
    public void TrySecondsOrIso_WhatXmlConvertWrites_IsReadBack() =>
        Gen.Long[1, TimeSpan.FromDays(20).Ticks].Sample(
            static ticks =>
            {
                var duration = TimeSpan.FromTicks(ticks);

                Assert.True(HeaderDuration.TrySecondsOrIso(XmlConvert.ToString(duration), out var read));
                Assert.Equal(duration, read);
            },
            iter: Samples);
}
