using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Plumbline.Analyzers.Tests.Support;

/// <summary>A solution of several projects and files, refactored at the place that <c>$$</c> marks in one of them.</summary>
/// <remarks>Each state of it compiles, which is checked.</remarks>
internal sealed class TestSolution : IDisposable
{
    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private readonly AdhocWorkspace _workspace = new();
    private Solution _solution;
    private DocumentId? _marked;
    private int _position;

    internal TestSolution() => _solution = _workspace.CurrentSolution;

    /// <summary>What stands in a file.</summary>
    internal async Task<string> ReadAsync(string file) =>
        (await _solution.Projects.SelectMany(static project => project.Documents).Single(document => document.Name == file).GetTextAsync(TestContext.Current.CancellationToken)).ToString();

    /// <summary>Adds a file to a project, which is made with it and refers to all that were made before.</summary>
    internal TestSolution Add(string project, string file, string code)
    {
        var id = _solution.Projects.FirstOrDefault(known => known.Name == project)?.Id ?? AddProject(project);
        var document = DocumentId.CreateNewId(id);
        var at = code.IndexOf("$$", StringComparison.Ordinal);
        if (at >= 0)
        {
            (_marked, _position, code) = (document, at, code.Remove(at, 2));
        }

        _solution = _solution.AddDocument(document, file, code);
        return this;
    }

    /// <summary>Applies the refactoring at the mark; false where it is not offered.</summary>
    internal async Task<bool> RefactorAsync<TRefactoring>()
        where TRefactoring : CodeRefactoringProvider, new()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.Empty(await ErrorsAsync());
        var actions = new List<CodeAction>();
        await new TRefactoring().ComputeRefactoringsAsync(new(_solution.GetDocument(_marked)!, new TextSpan(_position, 0), actions.Add, cancel));
        if (actions.Count == 0)
        {
            return false;
        }

        var operations = await actions.Single().GetOperationsAsync(_solution, new Progress<CodeAnalysisProgress>(), cancel);
        _solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        Assert.Empty(await ErrorsAsync());
        return true;
    }

    public void Dispose() => _workspace.Dispose();

    private ProjectId AddProject(string name)
    {
        var id = ProjectId.CreateNewId();
        _solution = _solution.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Default,
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose),
            projectReferences: _solution.ProjectIds.Select(static other => new ProjectReference(other)),
            metadataReferences: References.Few));
        _solution = _solution.AddDocument(DocumentId.CreateNewId(id), $"{name}.Usings.cs", Usings);
        return id;
    }

    private async Task<IReadOnlyList<Diagnostic>> ErrorsAsync()
    {
        var errors = new List<Diagnostic>();
        foreach (var project in _solution.Projects)
        {
            var compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
            errors.AddRange(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static problem => problem.Severity == DiagnosticSeverity.Error));
        }

        return errors;
    }
}
