using System.Text.RegularExpressions;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed partial class ChartTests
{
    [Fact]
    public void ToSvg_Line_GoesFromCornerToCornerOfTheGround()
    {
        // 40 pixels of words at the left, 10 of air at the right, 12 above, 20 below.
        var svg = new Chart(150, 132, 0, 10, 0, 1).Line([0, 10], [0, 1], "c", 2).ToSvg("x", "y");

        Assert.Contains("d=\"M40 112L140 12\"", svg, StringComparison.Ordinal);
        Assert.Contains("stroke=\"var(--c)\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ValueIsMissing_IsBroken()
    {
        var chart = new Chart(150, 132, 0, 10, 0, 1).Line([0, 1, 2, 3, 4], [0, 1, null, 1, 0], "c", 2);

        Assert.Equal(2, Path().Count(chart.ToSvg("x", "y")));
    }

    [Fact]
    public void Line_SingleValue_IsSeen()
    {
        var chart = new Chart(150, 132, 0, 10, 0, 1).Line([4, 5, 6], [null, 0.5, null], "c", 2);

        Assert.Contains("d=\"M86 62L94 62\"", chart.ToSvg("x", "y"), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ValueAboveTheGround_IsHeldAtItsEdge() => Assert.Contains(
        "d=\"M40 12L140 12\"",
        new Chart(150, 132, 0, 10, 0, 1).Line([0, 10], [7, 8], "c", 2).ToSvg("x", "y"),
        StringComparison.Ordinal);

    [Fact]
    public void ToSvg_TwoCharts_ShareNoId()
    {
        var chart = new Chart(150, 132, 0, 10, 0, 1).Shade(2, 4, "fault");

        Assert.Contains("id=\"one-", chart.ToSvg("one", "y"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"one-", chart.ToSvg("two", "y"), StringComparison.Ordinal);
    }

    [Fact]
    public void ToSvg_Words_AreText() => Assert.Contains(
        ">a &lt; b</text>", new Chart(150, 132, 0, 10, 0, 1).Mark(0.5, "a < b").ToSvg("x", "y"), StringComparison.Ordinal);

    [GeneratedRegex("stroke=\"var\\(--c\\)\"")]
    private static partial Regex Path();
}
