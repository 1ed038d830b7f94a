using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Tests.Rules;
using Plumbline.Analyzers.Tests.Support;

namespace Plumbline.Analyzers.Tests.Robustness;

/// <summary>Code as generators and years make it: the rules go through it in bounded time, whatever multiplies with what.</summary>
public sealed class LargeMethodTests
{
    // Many times what the rules need, on a busy machine too; what multiplies needs hours.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Analyze_MethodOfHundredsOfBranches_ReportsTheLostScopeBehindThem()
    {
        List<string> code = ["class C { async Task M(Context ctx, int i, Stream stream) {\nvar lost = ctx.WithCancel(out var child);\n"];
        for (var n = 0; n < 500; n++)
        {
            code.Add($"if (i == {n}) {{ i++; }} else {{ try {{ await stream.FlushAsync(child); }} catch (IOException) when (i > {n}) {{ i--; }} finally {{ i += 2; }} }}");
            code.Add($"var local{n} = i.ToString();");
        }

        code.Add("if (i == 0) { return; }\nlost.Dispose(); } }");

        var reports = await ReportsAsync(string.Join('\n', code));

        Assert.Equal(["PLB0001"], reports.Select(static report => report.Id).Distinct());
    }

    [Fact]
    public async Task Analyze_HundredsOfScopesAndCallsInOneBlock_ReportsEachDroppedContext()
    {
        List<string> code = ["class C { async Task M(Context ctx, Stream stream) {\n"];
        for (var n = 0; n < 400; n++)
        {
            code.Add($"using var cancel{n} = ctx.WithTimeout(TimeSpan.FromSeconds(1), out var child{n});");
            code.Add($"var local{n} = Next({n});");
            code.Add($"await stream.WriteAsync(new byte[local{n}], child{n});");
            code.Add("await stream.FlushAsync();");
        }

        code.Add("} static int Next(int i) => i; }");

        var reports = await ReportsAsync(string.Join('\n', code));

        Assert.Equal(400, reports.Count(static report => report.Id == "PLB0004"));
    }

    [Fact]
    public async Task Analyze_FinallyInFinally_GivesUpInSilence()
    {
        const int Depth = 24;
        List<string> code = ["class C { async Task M(Context ctx, int i, Stream stream) { while (true) { var lost = ctx.WithCancel(out var child);\n"];
        for (var n = 0; n < Depth; n++)
        {
            code.Add($"try {{ if (i == {n}) {{ await stream.FlushAsync(child); }} await stream.FlushAsync(child); }} finally {{ await stream.FlushAsync(child);");
        }

        code.Add(new string('}', Depth) + "if (i > 0) { lost.Dispose(); } } } }");

        await ReportsAsync(string.Join('\n', code));
    }

    [Fact]
    public async Task Analyze_ConcatenationThousandsDeep_ReportsTheCall()
    {
        var text = string.Join(" + ", Enumerable.Repeat("s", 5_000));

        var reports = await ReportsAsync($"class C {{ async Task M(Context ctx, string s) {{ foreach (var i in new[] {{ 1 }}) {{ try {{ await File.WriteAllTextAsync(s, {text}); }} catch (Exception) {{ }} }} }} }}");

        Assert.Equal(["PLB0004"], reports.Select(static report => report.Id));
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportsAsync(string code)
    {
        const string Usings = "using System; using System.IO; using System.Threading.Tasks; using Plumbline;\n";
        var cancel = TestContext.Current.CancellationToken;
        var compilation = CSharpCompilation.Create(
            "Large",
            [CSharpSyntaxTree.ParseText(Usings + code, new(LanguageVersion.Latest), cancellationToken: cancel)],
            References.All,
            new(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(compilation.GetDiagnostics(cancel), static problem => problem.Severity == DiagnosticSeverity.Error);
        ConcurrentQueue<string> crashes = [];
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: (problem, analyzer, _) => crashes.Enqueue($"{analyzer.GetType().Name}: {problem}"), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_limit);
        try
        {
            var reports = await compilation.WithAnalyzers([.. AllRules.Analyzers], options).GetAnalyzerDiagnosticsAsync(limit.Token).WaitAsync(limit.Token);
            Assert.Empty(crashes);
            return reports;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"The rules were not through with {code.Length} characters in {_limit}.");
        }
    }
}
