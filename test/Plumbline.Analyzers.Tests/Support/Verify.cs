using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Plumbline.Analyzers.Tests.Support;

/// <summary>Runs one rule over code in which <c>[|…|]</c> marks every place it must report, and no other.</summary>
/// <remarks>The code must compile, before and after a fix. The usual <c>using</c>s of a project of this repository are there.</remarks>
internal static class Verify<TRule>
    where TRule : ContextRule, new()
{
    /// <summary>The rule reports just the marked places; unmarked code is code on which it must be silent.</summary>
    internal static Task ReportsAsync(string code, OutputKind kind = OutputKind.DynamicallyLinkedLibrary, CompilerDiagnostics compiler = CompilerDiagnostics.Errors) =>
        Set<EmptyCodeFixProvider>(new(), code, kind, compiler).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>The rule says nothing.</summary>
    internal static Task IsSilentAsync(string code, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        Assert.DoesNotContain("[|", code, StringComparison.Ordinal);
        return ReportsAsync(code, kind);
    }

    /// <summary>The fix turns <paramref name="code"/> into <paramref name="expected"/>, one by one and by fix-all, and the result compiles.</summary>
    /// <param name="code">With the reports marked.</param>
    /// <param name="expected">The code after it; marks in it are reports that no fix takes away.</param>
    /// <param name="action">Which of several fixes, counted from 0.</param>
    /// <param name="kind">What is built of it.</param>
    internal static Task FixesAsync<TFixer>(string code, string expected, int action = 0, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
        where TFixer : CodeFixProvider, new()
    {
        var test = Set<TFixer>(new() { FixedCode = expected, CodeActionIndex = action }, code, kind, CompilerDiagnostics.Errors);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The same over several files, of which a fix of one report may change any: one by one, and all of a document, of the project, and of the solution.</summary>
    /// <param name="files">The code of each with the reports marked, and what becomes of it.</param>
    internal static Task FixesAsync<TFixer>(params (string Code, string Expected)[] files)
        where TFixer : CodeFixProvider, new()
    {
        var test = Set<TFixer>(new() { FixedCode = files[0].Expected }, files[0].Code, OutputKind.DynamicallyLinkedLibrary, CompilerDiagnostics.Errors);
        for (var i = 1; i < files.Length; i++)
        {
            test.TestState.Sources.Add(($"File{i}.cs", files[i].Code));
            test.FixedState.Sources.Add(($"File{i}.cs", files[i].Expected));
        }

        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static Test<TFixer> Set<TFixer>(Test<TFixer> test, string code, OutputKind kind, CompilerDiagnostics compiler)
        where TFixer : CodeFixProvider, new()
    {
        test.TestCode = code;
        test.TestState.OutputKind = kind;
        test.TestState.Sources.Add(("Usings.cs", Usings));
        if (test.FixedState.Sources.Count > 0)
        {
            test.FixedState.Sources.Add(("Usings.cs", Usings));
        }

        test.CompilerDiagnostics = compiler;
        test.ReferenceAssemblies = References.None;
        test.TestState.AdditionalReferences.AddRange(References.All);
        return test;
    }

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

    internal sealed class Test<TFixer> : CSharpCodeFixTest<EmptyDiagnosticAnalyzer, TFixer, DefaultVerifier>
        where TFixer : CodeFixProvider, new()
    {
        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new ChosenRules(new TRule())];

        // Preview: extension members, which are C# 14 to the compilers that load the rules, are that to the one they are built with.
        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);

        protected override CompilationOptions CreateCompilationOptions() =>
            ((CSharpCompilationOptions)base.CreateCompilationOptions()).WithNullableContextOptions(NullableContextOptions.Enable).WithAllowUnsafe(true);
    }
}
