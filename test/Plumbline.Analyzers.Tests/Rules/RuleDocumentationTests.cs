using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Plumbline.Tests.Architecture;

namespace Plumbline.Analyzers.Tests.Rules;

/// <summary>Keeps rules, pages and the table of all rules together.</summary>
/// <remarks>To write the table anew, run this test with <c>PLUMBLINE_WRITE_DOCS=1</c> in the environment.</remarks>
public sealed class RuleDocumentationTests
{
    private const string Open = "<!-- rules -->";
    private const string Close = "<!-- /rules -->";

    /// <summary>Where the pages are.</summary>
    internal static string Folder { get; } = Path.Combine(Repository.Root, "docs", "rules");

    public static TheoryData<string> Ids => [.. AllRules.Descriptors.Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_EachRule_HasOneInTheCommonForm(string id)
    {
        var rule = AllRules.Descriptors.Single(rule => rule.Id == id);

        var page = File.ReadAllText(Path.Combine(Folder, id + ".md"));

        var headings = page.Split('\n').Where(static line => line.StartsWith('#'));
        Assert.Equal([$"# {id}: {LowerFirst(rule.Title.ToString(CultureInfo.InvariantCulture))}", "## Why", "## Reported", "## Not reported", "## When to suppress"], headings);
        Assert.Contains($"\nSeverity: {Severity(rule)}.", page, StringComparison.Ordinal);
        Assert.Contains(HasFix(id) ? " Fix: " : " Fix: none", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_InTheIndex_ListsEveryRule()
    {
        var path = Path.Combine(Folder, "README.md");
        var index = File.ReadAllText(path);
        var from = index.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        var until = index.IndexOf(Close, StringComparison.Ordinal);

        var expected = index[..from] + "\n" + Table() + index[until..];

        if (Environment.GetEnvironmentVariable("PLUMBLINE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void Pages_OfNoRule_AreNotThere() => Assert.Equal(
        AllRules.Descriptors.Select(static rule => rule.Id),
        Directory.GetFiles(Folder, "PLB*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    private static string Table()
    {
        var table = new StringBuilder("| id | severity | reports | fix |\n|---|---|---|---|\n");
        foreach (var rule in AllRules.Descriptors)
        {
            table.Append(CultureInfo.InvariantCulture, $"| [{rule.Id}]({rule.Id}.md) | {Severity(rule)} | {LowerFirst(rule.Title.ToString(CultureInfo.InvariantCulture))} | {(HasFix(rule.Id) ? "yes" : "-")} |\n");
        }

        return table.ToString();
    }

    private static bool HasFix(string id) => AllRules.Fixers.Any(fixer => fixer.FixableDiagnosticIds.Contains(id));

    private static string Severity(DiagnosticDescriptor rule) => rule.DefaultSeverity == DiagnosticSeverity.Warning ? "warning" : "suggestion";

    private static string LowerFirst(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
