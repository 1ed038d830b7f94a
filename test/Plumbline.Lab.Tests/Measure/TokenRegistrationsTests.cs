using Plumbline.Lab.Measure;

namespace Plumbline.Lab.Tests.Measure;

public sealed class TokenRegistrationsTests : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Count_NoneYet_IsZero() => Assert.Equal(0, TokenRegistrations.Count(_source.Token));

    [Fact]
    public void Count_NoSource_IsZero() => Assert.Equal(0, TokenRegistrations.Count(CancellationToken.None));

    [Fact]
    public void Count_TwoOfThreeLeft_IsTwo()
    {
        _source.Token.Register(static () => { });
        var gone = _source.Token.Register(static () => { });
        _source.Token.Register(static () => { });

        gone.Dispose();

        Assert.Equal(2, TokenRegistrations.Count(_source.Token));
    }
}
