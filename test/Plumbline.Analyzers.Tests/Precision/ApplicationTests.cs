using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Plumbline.Analyzers.Tests.Rules;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Precision;

/// <summary>Whole programs, written as such programs are, under all rules at once: what is marked in them is reported, and nothing else.</summary>
/// <remarks>A rule's own tests show what it sees. These show that it is quiet in code that is right.</remarks>
public sealed partial class ApplicationTests
{
    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Plumbline;
        """;

    [Theory]
    [InlineData("Shop.txt", OutputKind.ConsoleApplication)]
    [InlineData("Mirror.txt", OutputKind.ConsoleApplication)]
    [InlineData("Ledger.txt", OutputKind.DynamicallyLinkedLibrary)]
    [InlineData("Courier.txt", OutputKind.DynamicallyLinkedLibrary)]
    [InlineData("Depot.txt", OutputKind.DynamicallyLinkedLibrary)]
    public async Task Application_EveryRule_ReportsWhatIsMarked(string file, OutputKind kind)
    {
        var text = SourceText.From(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Precision", file), TestContext.Current.CancellationToken));
        var compilation = Compile(text, file, kind);

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static problem => problem.Severity == DiagnosticSeverity.Error));
        var reports = await compilation.WithAnalyzers([.. AllRules.Analyzers]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        var expected = Marked(text);
        Assert.NotEmpty(expected);
        Assert.Equal(string.Join('\n', expected), string.Join('\n', reports.Select(Line).Order(StringComparer.Ordinal)));
    }

    private static CSharpCompilation Compile(SourceText text, string file, OutputKind kind)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        return CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(file),
            [CSharpSyntaxTree.ParseText(text, options, file), CSharpSyntaxTree.ParseText(Usings, options, "Usings.cs", cancellationToken: TestContext.Current.CancellationToken)],
            References.All,
            new(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string Line(Diagnostic report) => Line(report.Location.GetLineSpan().StartLinePosition.Line, report.Id, report.Location.SourceTree!.GetText());

    private static string Line(int line, string id, SourceText text) => $"{line + 1:D4} {id} {Mark().Replace(text.Lines[line].ToString(), "").Trim()}";

    private static IReadOnlyList<string> Marked(SourceText text) =>
    [
        .. from line in text.Lines
           let mark = Mark().Match(line.ToString())
           where mark.Success
           select Line(line.LineNumber, mark.Groups[1].Value, text),
    ];

    [GeneratedRegex(" // (PLB[0-9]{4})$")]
    private static partial Regex Mark();
}
