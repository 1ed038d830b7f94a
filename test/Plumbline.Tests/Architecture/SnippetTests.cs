namespace Plumbline.Tests.Architecture;

public sealed class SnippetTests
{
    private static readonly CodeRegion[] _regions = [.. CodeRegion.InSamples()];

    private static readonly CodeBlock[] _blocks =
    [
        .. new[] { "README.md", "CONTRIBUTING.md" }
            .Concat(Repository.Find("docs", "*.md"))

            // Their examples do not all belong into a build: the analyzers' own tests compile them, and see that the bad ones are reported.
            .Where(static page => !page.Contains("docs/rules/", StringComparison.Ordinal))
            .Concat(Repository.Find("src", "README.md"))
            .SelectMany(CodeBlock.In),
    ];

    public static TheoryData<string, int> Blocks => new(_blocks.Select(block => (block.Page, block.Line)));

    public static TheoryData<string> Regions => new(_regions.Select(region => region.Name));

    [Theory, MemberData(nameof(Blocks))]
    public void Page_QuotesCSharp_IsTheCompiledRegionItNames(string page, int line)
    {
        CodeBlock block = _blocks.Single(b => b.Page == page && b.Line == line);
        Assert.True(block.Snippet is not null, $"{page}:{line} has no marker <!-- snippet: name --> in the line above it.");

        CodeRegion? region = _regions.SingleOrDefault(r => r.Name == block.Snippet);

        Assert.True(region is not null, $"{page}:{line} quotes {block.Snippet}, which is no region of samples/Snippets.");
        Assert.Equal(region.Code, block.Code);
    }

    [Theory, MemberData(nameof(Regions))]
    public void Region_OfTheSamples_IsQuotedAndHasOneName(string name)
    {
        Assert.Single(_regions, region => region.Name == name);
        Assert.Contains(name, _blocks.Select(block => block.Snippet));
    }
}
