namespace Plumbline.Tests.Issues;

/// <summary>Top-level statements have a member name that only a compiler could love: messages said <c>&lt;Main&gt;$</c>.</summary>
public sealed class TopLevelOriginTests
{
    [Fact]
    public void ToException_MadeInTopLevelStatements_SaysMain()
    {
        using var cancel = Context.Background.WithTimeout(TimeSpan.Zero, out var ctx, null, "<Main>$", "/src/Program.cs", 7);

        Assert.Equal("context deadline exceeded: budget 0 ms set in Main (Program.cs:7), 0 ms left", ctx.ToException()?.Message);
    }
}
