using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Calls;

/// <summary>An assembly that refers to a framework of tests is left alone by the rules that tests would break on purpose.</summary>
public sealed class TestAssemblyTests
{
    private const string Code =
        """
        using System.Net.Http;
        using System.Threading.Tasks;
        using Plumbline;

        class C
        {
            Task Dropped(Context ctx) => System.IO.File.ReadAllTextAsync("a");
            Task Begun() => Task.Delay(1, Context.Background);
            Task Asked(HttpClient http) => http.GetAsync("/");
            Task Left(Context ctx) => Task.Delay(1, Context.Todo());
        }
        """;

    [Fact]
    public async Task Rules_OrdinaryAssembly_Report() => Assert.Equal(["PLB0004", "PLB0004", "PLB0006", "PLB0012"], await ReportsAsync());

    [Fact]
    public async Task Rules_TestAssembly_ReportOnlyWhatIsLeftToDo() =>
        Assert.Equal(["PLB0007"], await ReportsAsync(MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location)));

    private static async Task<IEnumerable<string>> ReportsAsync(params MetadataReference[] more)
    {
        var compilation = CSharpCompilation.Create(
            "Code", [CSharpSyntaxTree.ParseText(Code)], [.. References.All, .. more], new(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken), static problem => problem.Severity == DiagnosticSeverity.Error);
        var rules = new ChosenRules(new ContextDroppedRule(), new BackgroundTooDeepRule(), new TodoLeftRule(), new HttpWithoutContextRule());
        var reports = await compilation.WithAnalyzers([rules]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return reports.Select(static report => report.Id).Order(StringComparer.Ordinal);
    }
}
