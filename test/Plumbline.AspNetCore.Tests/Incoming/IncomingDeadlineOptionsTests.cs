namespace Plumbline.AspNetCore.Incoming;

/// <summary>What the options start with and refuse.</summary>
public sealed class IncomingDeadlineOptionsTests
{
    private readonly IncomingDeadlineOptions _options = new();

    [Fact]
    public void Options_NotSet_AreTheDocumentedOnes()
    {
        Assert.Equal(
            (IncomingDeadlineMode.Enforce, IncomingDeadlineHeaders.Default, "Context-TTL-Ms", false),
            (_options.Mode, _options.Headers, _options.HeaderName, _options.RejectInvalid));
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(10)), (_options.Maximum, _options.TrustedMaximum));
        Assert.Null(_options.Trust);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(TimeSpan.TicksPerMillisecond - 1)]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    public void Maximum_BelowAMillisecond_IsRefused(long ticks)
    {
        var value = TimeSpan.FromTicks(ticks);

        var maximum = Assert.Throws<ArgumentOutOfRangeException>(() => _options.Maximum = value);
        var trusted = Assert.Throws<ArgumentOutOfRangeException>(() => _options.TrustedMaximum = value);

        Assert.Equal((nameof(value), value), (maximum.ParamName, maximum.ActualValue));
        Assert.Equal(maximum.Message, trusted.Message);
        Assert.StartsWith("Must be a millisecond or more, and finite: callers set deadlines within it.", maximum.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("X Budget")]
    [InlineData("X-Budget:")]
    [InlineData("X-Büdget")]
    [InlineData("X-Budget\r\n")]
    public void HeaderName_NotAHeaderName_IsRefused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => _options.HeaderName = name);

        Assert.Equal("value", error.ParamName);
        Assert.Equal("Context-TTL-Ms", _options.HeaderName);
    }
}
