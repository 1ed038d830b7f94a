using Microsoft.Extensions.Time.Testing;
using Plumbline.Tests.Support;

namespace Plumbline.Tests.Tokens;

/// <summary>A token leads to a context or it does not; asking makes nothing for one that does not.</summary>
public sealed class TryFromTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void TryFrom_TokenOfAContext_IsThatContext()
    {
        using var scope = Context.Root(_clock).WithTimeout(_second, out var ctx);

        Assert.True(Context.TryFrom(ctx.Token, out var found));

        Assert.Equal(ctx, found);
    }

    [Theory, MemberData(nameof(FromLinkedTokenTests.Shapes), MemberType = typeof(FromLinkedTokenTests))]
    public void TryFrom_LinkedToken_IsWhatFromGives(string shape)
    {
        using var scope = Context.Root(_clock).WithTimeout(_second, out var ctx);
        using var links = new Links(shape, ctx.Token);

        Assert.True(Context.TryFrom(links.Token, out var found));

        Assert.Equal((ctx.Deadline, links.Token), (found.Deadline, found.Token));
        Assert.Equal(Context.From(links.Token), found);
    }

    [Theory, MemberData(nameof(FromLinkedTokenTests.Shapes), MemberType = typeof(FromLinkedTokenTests))]
    public void TryFrom_LinkedFromForeignTokens_IsFalseAlsoOnceItHasANode(string shape)
    {
        using var source = new CancellationTokenSource();
        using var links = new Links(shape, source.Token);

        Assert.False(Context.TryFrom(links.Token, out var found));
        Assert.Equal(Context.Background, found);
        _ = Context.From(links.Token);
        Assert.False(Context.TryFrom(links.Token, out _));
    }

    [Fact]
    public void TryFrom_ForeignTokenOrNone_IsFalse()
    {
        using var source = new CancellationTokenSource();

        Assert.False(Context.TryFrom(source.Token, out _));
        Assert.False(Context.TryFrom(CancellationToken.None, out _));
        Assert.False(Context.TryFrom(new CancellationToken(canceled: true), out _));
    }

    [Fact]
    public void TryFrom_ForeignTokens_AllocatesNothing()
    {
        using var source = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(source.Token, other.Token);

        Assert.Equal(0, Allocated.Bytes(() => Context.TryFrom(source.Token, out _)));
        Assert.Equal(0, Allocated.Bytes(() => Context.TryFrom(linked.Token, out _)));
    }
}
