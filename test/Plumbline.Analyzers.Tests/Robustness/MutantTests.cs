using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Plumbline.Analyzers.Tests.Rules;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Robustness;

/// <summary>No rule, and no fix, throws on code that is broken in whatever way: it runs in an editor, where most code is.</summary>
/// <remarks>
/// Sixty mutants, some seconds; <c>PLUMBLINE_MUTANTS=100000</c> makes more, <c>PLUMBLINE_FIRST_MUTANT=4711</c> begins with the one of that number: a failure names it, and shows the code.
/// </remarks>
public sealed class MutantTests
{
    // With each: what the pages' examples use, so that most of a mutant still has a meaning.
    private static readonly string _stubs = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rules", "PageStubs.txt"));
    private static readonly CSharpParseOptions _options = new(LanguageVersion.Latest);

    // What mutants are added to: the references are read and bound only once, which is most of the time that a compilation takes.
    private static readonly CSharpCompilation _library = Base(OutputKind.DynamicallyLinkedLibrary);
    private static readonly CSharpCompilation _program = Base(OutputKind.ConsoleApplication);

    [Fact]
    public async Task Analyze_AnyMutant_DoesNotThrow()
    {
        var count = Setting("PLUMBLINE_MUTANTS", 60);
        var first = Setting("PLUMBLINE_FIRST_MUTANT", 0);

        for (var seed = first; seed < first + count; seed++)
        {
            var code = Mutant.Make(Originals.All[seed % Originals.All.Count], seed);

            var crashes = await AnalyzeAsync(code, seed % 2 == 0 ? _library : _program);

            Assert.True(crashes.IsEmpty, $"Mutant {seed}:\n{string.Join('\n', crashes)}\n\n{code}");
        }
    }

    [Fact]
    public async Task Analyze_TheOriginals_ReportsSomething()
    {
        // Otherwise the mutants of them would ask the rules for nothing.
        var reports = await ReportsAsync(Originals.All[0], _library, []);

        Assert.NotEmpty(reports);
    }

    private static async Task<ConcurrentQueue<string>> AnalyzeAsync(string code, CSharpCompilation with)
    {
        ConcurrentQueue<string> crashes = [];
        var reports = await ReportsAsync(code, with, crashes);
        await FixAsync(code, reports, crashes);
        return crashes;
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportsAsync(string code, CSharpCompilation with, ConcurrentQueue<string> crashes)
    {
        var compilation = with.AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, _options, "Mutant.cs"));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (problem, analyzer, _) => crashes.Enqueue($"{analyzer.GetType().Name}: {problem}"),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        var reports = await compilation.WithAnalyzers([.. AllRules.Analyzers], options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. reports.Where(static report => report.Location.SourceTree?.FilePath == "Mutant.cs")];
    }

    // Of each rule one report: its fix is computed, and the changed code need not compile, as the code did not.
    private static async Task FixAsync(string code, ImmutableArray<Diagnostic> reports, ConcurrentQueue<string> crashes)
    {
        if (reports.IsEmpty)
        {
            return;
        }

        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Mutant", "Mutant", LanguageNames.CSharp,
            compilationOptions: _library.Options, parseOptions: _options, metadataReferences: References.All));
        project = project.AddDocument("Stubs.cs", SourceText.From(_stubs), filePath: "Stubs.cs").Project;
        var document = project.AddDocument("Mutant.cs", SourceText.From(code), filePath: "Mutant.cs");
        var tree = await document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken);
        foreach (var report in reports.DistinctBy(static report => report.Id))
        {
            foreach (var fixer in AllRules.Fixers.Where(fixer => fixer.FixableDiagnosticIds.Contains(report.Id)))
            {
                await FixAsync(document, fixer, In(tree!, report), crashes);
            }
        }
    }

    // The same report, but in the document's own tree: a fix may ask the model about it.
    private static Diagnostic In(SyntaxTree tree, Diagnostic report) => Diagnostic.Create(
        report.Descriptor,
        Location.Create(tree, report.Location.SourceSpan),
        report.AdditionalLocations.Select(location => Location.Create(tree, location.SourceSpan)),
        report.Properties);

    private static async Task FixAsync(Document document, CodeFixProvider fixer, Diagnostic report, ConcurrentQueue<string> crashes)
    {
        try
        {
            List<CodeAction> actions = [];
            await fixer.RegisterCodeFixesAsync(new CodeFixContext(document, report, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
            foreach (var action in actions)
            {
                await action.GetOperationsAsync(TestContext.Current.CancellationToken);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            crashes.Enqueue($"{fixer.GetType().Name} for {report}: {problem}");
        }
    }

    private static CSharpCompilation Base(OutputKind kind)
    {
        var compilation = CSharpCompilation.Create(
            "Mutant",
            [CSharpSyntaxTree.ParseText(_stubs, _options, "Stubs.cs")],
            References.All,
            new(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        compilation.GetDiagnostics();
        return compilation;
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;
}
