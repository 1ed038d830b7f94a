using Plumbline.Lab.Experiments;
using Plumbline.Lab.Report;
using Spectre.Console;
using static Plumbline.Lab.Tests.Seconds;

namespace Plumbline.Lab.Tests.Report;

public sealed class CellPictureTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(20, 4)]
    public void Draw_Height_TakesOneTwoOrFourLinesThatFit(int height, int expected)
    {
        var lines = Plain(Draw(width: 100, height));

        Assert.Equal(expected, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= 100, $"'{line}' is {line.Length} wide."));
    }

    [Fact]
    public void Draw_Fault_HasItsGroundFromTheBeginning() =>
        Assert.Contains("on #5a2020", Draw(width: 100, height: 4), StringComparison.Ordinal);

    [Fact]
    public void Draw_DuringTheFault_SaysHowLongItLasts()
    {
        var lines = Plain(Draw(width: 100, height: 4));

        Assert.Contains("slow, seed 1: the fault is on for another 8.0 s", lines[0], StringComparison.Ordinal);
        Assert.Contains("upstream 1", lines[3], StringComparison.Ordinal);
    }

    /// <summary>Four seconds into the fault of a run whose samples are those of the known one.</summary>
    private static string Draw(int width, int height)
    {
        var plan = new Plan { WarmUp = S(2), Before = S(8), Fault = S(12), After = S(20) };
        var data = KnownRun.Data("B+");
        return CellPicture.Draw(new CellState(data.Key, plan, S(0), S(14), data.Samples), width, height);
    }

    private static string[] Plain(string markup) => Markup.Remove(markup).Split('\n');
}
