using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Rules;

/// <summary>The examples on the rules' pages are compiled: the bad ones are reported, the good ones are not.</summary>
/// <remarks>A block is types, or members of the class <c>Example</c>; what it uses and does not show stands in <c>Rules/PageStubs.txt</c>.</remarks>
public sealed partial class RulePageTests
{
    public static TheoryData<string> Ids => RuleDocumentationTests.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Reported_EachExampleOfThePage_IsReported(string id)
    {
        var examples = Examples(id, "Reported");

        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            Assert.Contains(id, await ReportsAsync(example));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task NotReported_EachExampleOfThePage_IsNotReported(string id)
    {
        var examples = Examples(id, "Not reported");

        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            Assert.DoesNotContain(id, await ReportsAsync(example));
        }
    }

    private static async Task<IReadOnlyList<string>> ReportsAsync(string example)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var stubs = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Rules", "PageStubs.txt"), TestContext.Current.CancellationToken);
        var isType = SyntaxFactory.ParseCompilationUnit(example, options: options).Members.FirstOrDefault()
            is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;
        var code = isType ? example : "partial class Example\n{\n" + example + "\n}\n";
        var compilation = CSharpCompilation.Create(
            "Page",
            [CSharpSyntaxTree.ParseText(stubs, options, "Stubs.cs"), CSharpSyntaxTree.ParseText(code, options, "Page.cs")],
            References.All,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static problem => problem.Severity == DiagnosticSeverity.Error));
        var reports = await compilation.WithAnalyzers([.. AllRules.Analyzers]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. reports.Where(static report => report.Location.SourceTree?.FilePath == "Page.cs").Select(static report => report.Id)];
    }

    private static IReadOnlyList<string> Examples(string id, string section)
    {
        var page = File.ReadAllText(Path.Combine(RuleDocumentationTests.Folder, id + ".md"));
        var from = page.IndexOf($"## {section}\n", StringComparison.Ordinal);
        var until = page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return [.. CodeBlock().Matches(page[from..until]).Select(static match => match.Groups[1].Value)];
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
