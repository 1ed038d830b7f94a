namespace Quickstart;

/// <summary>The sample's command line: what it takes, and what it says to the rest.</summary>
public sealed class ArgumentsTests
{
    [Fact]
    public void Parse_Nothing_IsTwoSecondsAndTheSamplesOwnServer()
    {
        var arguments = Arguments.Parse([], out _);

        Assert.Equal(new Arguments(TimeSpan.FromSeconds(2), Url: null), arguments);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("0s", 0)]
    public void Parse_Timeout_IsUnderstood(string text, int milliseconds)
    {
        var arguments = Arguments.Parse(["--timeout", text], out _);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), arguments?.Timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("-1s")]
    [InlineData("2h")]
    [InlineData("99999999999999999999m")]
    public void Parse_TimeoutThatIsNone_SaysWhatOneIs(string text)
    {
        Assert.Null(Arguments.Parse(["--timeout", text], out var error));

        Assert.Equal(
            $"--timeout '{text}' must be a number and a unit, as in 500ms, 10s or 1.5m, and no more than 10675199 days.", error);
    }

    [Fact]
    public void Parse_TimeoutBeyondAnyNumber_SaysWhatOneIs()
    {
        Assert.Null(Arguments.Parse(["--timeout", new string('9', 400) + "s"], out var error));

        Assert.EndsWith("and no more than 10675199 days.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Url_IsUnderstood()
    {
        var arguments = Arguments.Parse(["--timeout", "1s", "--url", "http://localhost/report"], out _);

        Assert.Equal(new Uri("http://localhost/report"), arguments?.Url);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("/report")]
    [InlineData("file:///report")]
    public void Parse_UrlThatCannotBeCalled_SaysWhatOneIs(string text)
    {
        Assert.Null(Arguments.Parse(["--url", text], out var error));

        Assert.Equal($"--url '{text}' must be a whole address, as in http://host/path.", error);
    }

    [Fact]
    public void Parse_UnknownOption_IsNamed()
    {
        Assert.Null(Arguments.Parse(["--budget", "1s"], out var error));

        Assert.Equal("'--budget' is none of --timeout and --url.", error);
    }
}
