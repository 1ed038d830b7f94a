using Microsoft.Extensions.Time.Testing;
using Plumbline.Lab.Experiments;
using Plumbline.Lab.Report;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Report;

public sealed class EstimateTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Left_TwoOfFourInTwentySeconds_IsTwentyMore()
    {
        var estimate = new Estimate(_clock, overBefore: 0);
        _clock.Advance(S(20));

        Assert.Equal(S(20), estimate.Left(new MatrixState(4, 2, [])));
    }

    [Fact]
    public void Left_RunsOfAnEarlierStart_TookNoTime()
    {
        var estimate = new Estimate(_clock, overBefore: 6);
        _clock.Advance(S(20));

        Assert.Equal(S(60), estimate.Left(new MatrixState(10, 7, [])));
    }

    [Fact]
    public void Left_HalfARun_Counts()
    {
        var estimate = new Estimate(_clock, overBefore: 0);
        _clock.Advance(S(20));

        Assert.Equal(S(20), estimate.Left(new MatrixState(1, 0, [HalfDone()])));
    }

    [Fact]
    public void Left_NothingDone_IsNull() => Assert.Null(new Estimate(_clock, overBefore: 3).Left(new MatrixState(10, 3, [])));

    [Fact]
    public void Done_OneAndAHalfOfThree_IsHalf() => Assert.Equal(0.5, Estimate.Done(new MatrixState(3, 1, [HalfDone()])));

    private static CellState HalfDone()
    {
        var plan = new Plan();
        return new CellState(new CellKey("slow", "A", 1), plan, S(100), S(100) + (plan.Length / 2), []);
    }
}
