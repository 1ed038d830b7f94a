using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class BarChartTests
{
    [Fact]
    public void Lines_OneLine_ScalesToEighths() => Assert.Equal([" ▁▄█"], BarChart.Lines([0, 1, 4, 8], max: 8, height: 1));

    [Fact]
    public void Lines_TwoLines_FillFromBelow() => Assert.Equal(["  ▄█", "▄███"], BarChart.Lines([4, 8, 12, 16], max: 16, height: 2));

    [Fact]
    public void Lines_TinyValue_IsSeen() => Assert.Equal(["▁"], BarChart.Lines([0.001], max: 1000, height: 1));

    [Fact]
    public void Lines_ValueAboveMax_FillsTheColumn() => Assert.Equal(["█", "█"], BarChart.Lines([99], max: 1, height: 2));
}
