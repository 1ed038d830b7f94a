using System.Xml;
using Plumbline.Lab.Report;

namespace Plumbline.Lab.Tests.Report;

public sealed class PictureTests
{
    private readonly string _svg = Picture.Build(KnownReport.Data().Summaries);

    [Fact]
    public void Build_AnyRun_IsADocumentWithAPanelForEachCandidate()
    {
        var document = new XmlDocument();
        document.LoadXml(_svg);

        Assert.Equal(3, document.DocumentElement!.GetElementsByTagName("svg").Count);
    }

    [Theory]
    [InlineData("15.0 % in the fault")]
    [InlineData("prefers-color-scheme:dark")]
    [InlineData("Median and range of 2 seeds.")]
    public void Build_WhatIsKnown_IsSaid(string text) => Assert.Contains(text, _svg, StringComparison.Ordinal);
}
