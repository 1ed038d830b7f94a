using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Plumbline.Analyzers.Tests.Rules;
using Plumbline.Tests.Architecture;

namespace Plumbline.Analyzers.Tests.Robustness;

/// <summary>The programs that mutants are made of: the samples, the tests of the core, and what the rules' pages report, in which every rule has something to look at.</summary>
internal static partial class Originals
{
    // A mutant of a file of some hundred lines takes as long as ten others and finds no more.
    private const int MaxLength = 6_000;

    internal static IReadOnlyList<string> All { get; } = [.. Pages(), .. Pages(), .. Files("samples"), .. Files("test/Plumbline.Tests"), .. Files("test/Plumbline.AspNetCore.Tests")];

    private static IEnumerable<string> Files(string folder) =>
        Repository.Find(folder, "*.cs").Select(static path => File.ReadAllText(Path.Combine(Repository.Root, path))).Where(static text => text.Length <= MaxLength);

    private static IEnumerable<string> Pages() =>
        from page in Directory.GetFiles(RuleDocumentationTests.Folder, "PLB*.md").Order(StringComparer.Ordinal)
        from block in CodeBlock().Matches(File.ReadAllText(page))
        select Member(block.Groups[1].Value);

    // A block is types, or members of a class.
    private static string Member(string code) =>
        SyntaxFactory.ParseCompilationUnit(code).Members.FirstOrDefault() is Microsoft.CodeAnalysis.CSharp.Syntax.BaseTypeDeclarationSyntax
            ? code
            : "partial class Example\n{\n" + code + "\n}\n";

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
