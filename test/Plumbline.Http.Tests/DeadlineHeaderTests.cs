using Microsoft.Extensions.Time.Testing;
using Plumbline.Http.Internal;

namespace Plumbline.Http;

/// <summary>What the header says: whole milliseconds, never more than is left nor than the caller has set.</summary>
public sealed class DeadlineHeaderTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(2_000, 0, 2_000)]
    [InlineData(1_999.9, 0, 1_999)]
    [InlineData(1, 0, 1)]
    [InlineData(0.9, 0, 0)]
    [InlineData(2_000, 50, 1_950)]
    [InlineData(50, 50, 0)]
    [InlineData(50.9, 50, 0)]
    [InlineData(10, 50, 0)]
    [InlineData(40_000_000_000, 0, 9_999_999_999)]
    public void Left_Deadline_IsRoundedDownAfterReserve(double budget, double reserve, long expected)
    {
        using var cancel = Context.Root(_clock).WithTimeout(TimeSpan.FromMilliseconds(budget), out var ctx);

        Assert.Equal(expected, DeadlineHeader.Left(ctx.Remaining, TimeSpan.FromMilliseconds(reserve)));
    }

    [Fact]
    public void Left_NoDeadline_IsNull()
    {
        using var cancel = Context.Root(_clock).WithCancel(out var ctx);

        Assert.Null(DeadlineHeader.Left(ctx.Remaining, TimeSpan.Zero));
        Assert.Null(DeadlineHeader.Left(Context.Background.Remaining, TimeSpan.Zero));
    }

    [Fact]
    public void Left_Canceled_IsZero()
    {
        using var cancel = Context.Root(_clock).WithTimeout(TimeSpan.FromSeconds(1), out var ctx);
        cancel.Cancel();

        Assert.Equal(0, DeadlineHeader.Left(ctx.Remaining, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("1500", "1500")]
    [InlineData("2000", "2000")]
    [InlineData("2001", "2000")]
    [InlineData("0001500", "0001500")]
    [InlineData("0", "2000")]
    [InlineData("-5", "2000")]
    [InlineData("+5", "2000")]
    [InlineData("1.5", "2000")]
    [InlineData("soon", "2000")]
    [InlineData("", "2000")]
    [InlineData("5, 6", "2000")]
    [InlineData("00000000005", "2000")]
    public void Write_SetByHand_SmallerNumberStands(string byHand, string expected)
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation(DeadlineHeader.Name, byHand);

        DeadlineHeader.Write(request.Headers, DeadlineHeader.Name, 2_000, out _);

        Assert.Equal(expected, request.Headers.NonValidated[DeadlineHeader.Name].ToString());
    }

    [Theory]
    [InlineData("1500", "1800", "1500")]
    [InlineData("3000", "1800", "1800")]
    [InlineData("3000", "soon", "2000")]
    public void Write_SetByHandTwice_BecomesOne(string first, string second, string expected)
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation("context-ttl-ms", [first, second]);

        DeadlineHeader.Write(request.Headers, DeadlineHeader.Name, 2_000, out _);

        Assert.Equal([expected], request.Headers.NonValidated[DeadlineHeader.Name]);
    }
}
