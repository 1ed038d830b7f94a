namespace Plumbline.Tests.Issues;

/// <summary>The budget is kept in 32 bits; the longest one, rounded, was more than a TimeSpan holds, and printing the context threw.</summary>
public sealed class LongestBudgetOverflows
{
    [Fact]
    public void ToString_OfTheLongestTimeout_DoesNotThrow()
    {
        using CancelScope scope = Context.Background.WithTimeout(TimeSpan.MaxValue, out Context ctx);

        Assert.Contains("10675199 d 2 h", ctx.ToString());
    }
}
