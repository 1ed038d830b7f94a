using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.CodeFixes.Declarations;
using Plumbline.Analyzers.Declarations;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Declarations;

/// <summary>Fix-all as <c>dotnet format</c> asks for it: by the key of the first report's fix, and without one where that report has no fix.</summary>
public sealed class SignatureFixAllTests
{
    private const string Code =
        """
        using System.Threading;
        using System.Threading.Tasks;
        using Plumbline;

        public class C
        {
            public Task First(Context ctx, CancellationToken token) => Second(ctx, ctx.Token);
            public Task Second(Context ctx, CancellationToken token) => Task.Delay(1, token);
            public Task Third(int a, Context ctx = default) => Task.Delay(a, ctx);
            public Task Fourth(CancellationTokenSource source) => First(Context.Background, source.Token);
        }
        """;

    [Theory]
    [InlineData(null, "Second(Context ctx)", "Third(Context ctx, int a)")]
    [InlineData("Drop", "Second(Context ctx)", "Third(int a, Context ctx = default)")]
    [InlineData("Require", "Second(Context ctx, CancellationToken token)", "Third(Context ctx, int a)")]
    public async Task FixAll_ByAKeyOrNone_MakesWhatItNames(string? key, string second, string third)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "App",
            "App",
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: References.Few));
        var document = project.AddDocument("C.cs", Code);
        var compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var reports = await compilation.WithAnalyzers([new ChosenRules(new OptionalContextRule())]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        var fixer = new OptionalContextFixer();

        var all = new FixAllContext(document, fixer, FixAllScope.Project, key!, [OptionalContextRule.Id], new Found(reports), TestContext.Current.CancellationToken);
        var action = (await fixer.GetFixAllProvider().GetFixAsync(all))!;
        var operations = await action.GetOperationsAsync(document.Project.Solution, new Progress<CodeAnalysisProgress>(), TestContext.Current.CancellationToken);

        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        var text = (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
        Assert.Equal(3, reports.Length);
        Assert.Contains("First(Context ctx, CancellationToken token)", text, StringComparison.Ordinal);
        Assert.Contains(second, text, StringComparison.Ordinal);
        Assert.Contains(third, text, StringComparison.Ordinal);
    }

    private sealed class Found(ImmutableArray<Diagnostic> reports) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(reports);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(reports);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
