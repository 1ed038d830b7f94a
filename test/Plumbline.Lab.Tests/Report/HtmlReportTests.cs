using System.Text.RegularExpressions;
using System.Xml;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed partial class HtmlReportTests
{
    private readonly string _page = HtmlReport.Build(KnownReport.Data());

    [Theory]
    [InlineData("home")]
    [InlineData("report")]
    [InlineData("nobody")]
    [InlineData("flight")]
    [InlineData("latency")]
    [InlineData("losses")]
    [InlineData("figures")]
    [InlineData("missing")]
    [InlineData("method")]
    [InlineData("mislead")]
    [InlineData("again")]
    public void Build_Section_IsThere(string id) => Assert.Contains($"id=\"{id}\"", _page, StringComparison.Ordinal);

    [Fact]
    public void Build_EachFigure_HasARow() => Assert.All(
        Figures.All, figure => Assert.Contains($"<tr><th>{Html.Escape(figure.Name)}</th>", _page, StringComparison.Ordinal));

    [Theory]
    [InlineData("lab run --seeds 2")]
    [InlineData("0123abcd")]
    [InlineData("2 cores &amp; a fan")]
    [InlineData("There is no &lt;ip&gt; here.")]
    [InlineData("seeds 1, 2")]
    [InlineData("15.0 %")]
    [InlineData("10.0 to 20.0 %")]
    [InlineData("not in 10 s")]
    public void Build_WhatIsKnown_IsSaid(string text) => Assert.Contains(text, _page, StringComparison.Ordinal);

    [Fact]
    public void Build_Page_AsksForNothingElse()
    {
        Assert.DoesNotMatch(External(), _page);
        Assert.DoesNotContain("<script", _page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Build_Charts_AreOneForEachCandidateAndQuestion() =>
        Assert.Equal(3 * 5, Chart().Count(_page));

    [Fact]
    public void Build_Charts_AreWellFormedAndTakeTheirColoursFromThePage()
    {
        foreach (Match svg in Chart().Matches(_page))
        {
            new XmlDocument().LoadXml(svg.Value);
            Assert.DoesNotContain("#0102", svg.Value, StringComparison.Ordinal);
            Assert.Contains("var(--", svg.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Build_Ids_AreUnique()
    {
        string[] ids = [.. Id().Matches(_page).Select(static match => match.Value)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Build_Variables_AreAllDefinedForLightAndDark() => Assert.All(
        Variable().Matches(_page).Select(static match => match.Groups[1].Value).Distinct().Where(static name => name != "k"),
        name => Assert.Equal(2, Regex.Count(_page, $"--{Regex.Escape(name)}:")));

    [Fact]
    public void Build_SeveralFaults_HaveATableOfAllAndASectionEach()
    {
        var page = HtmlReport.Build(KnownReport.With(KnownRun.Result("C"), KnownRun.Result("C", fault: "refused")));

        Assert.Contains("id=\"faults\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"fault-slow\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"fault-refused\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_DisturbedCell_IsMarked()
    {
        var page = HtmlReport.Build(KnownReport.With(
            KnownRun.Result("C") with { HeartbeatLateness = TimeSpan.FromSeconds(1) }, KnownRun.Result("C", seed: 2)));

        Assert.Contains("1 of 2 disturbed", page, StringComparison.Ordinal);
        Assert.Contains("In 1 of 2 runs the machine was too busy", page, StringComparison.Ordinal);
        Assert.DoesNotContain("disturbed</small>", _page, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Settings_AreAllListed() => Assert.Contains("upstream workers", _page, StringComparison.Ordinal);

    [GeneratedRegex("""(src|href)\s*=\s*["'](?!#)|url\((?!#)|@import|https?://(?!www\.w3\.org/)""")]
    private static partial Regex External();

    [GeneratedRegex("<svg .*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Chart();

    [GeneratedRegex(""" id="[^"]*["]""")]
    private static partial Regex Id();

    [GeneratedRegex(@"var\(--([a-z-]+)\)")]
    private static partial Regex Variable();
}
