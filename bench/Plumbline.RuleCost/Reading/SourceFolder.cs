using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Plumbline.RuleCost.Reading;

/// <summary>Compiles all sources of a folder in one, against the shared frameworks and Plumbline; what it lacks otherwise stays an error, and the rules say less of it.</summary>
internal static class SourceFolder
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
        """;

    internal static IEnumerable<FoundReport> Analyze(string folder)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, Path.GetFullPath(path)));
        var compilation = CSharpCompilation.Create(
            "Read",
            [CSharpSyntaxTree.ParseText(Usings, options, "Usings.cs"), .. trees],
            References(),
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        Console.WriteLine($"{folder}: {compilation.SyntaxTrees.Length - 1} files, {compilation.GetDiagnostics().Count(static problem => problem.Severity == DiagnosticSeverity.Error)} errors");
        return compilation.WithAnalyzers(Rules()).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Select(ReportReader.From);
    }

    private static ImmutableArray<DiagnosticAnalyzer> Rules() =>
    [
        .. Assembly.Load("Plumbline.Analyzers").GetTypes()
            .Where(static type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!), // a rule has a constructor without parameters, else the compiler could not make it either
    ];

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!) // the host always sets it
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Plumbline.RuleCost", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path));
}
