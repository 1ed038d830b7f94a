using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.RuleCost.Reading.Conversion;

namespace Plumbline.RuleCost.Reading;

/// <summary>Compiles all sources of a folder in one, against the shared frameworks, Plumbline and what else is given; what it lacks otherwise stays an error, and the rules say less of it.</summary>
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

    internal static IEnumerable<FoundReport> Analyze(string folder, RuleCostOptions asked)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = (asked.References.Count == 0 ? Files(folder) : DistinctFiles(folder))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, Path.GetFullPath(path)))
            .ToList();
        var lines = trees.Sum(static tree => tree.GetText().Lines.Count);

        // References are given for what a decompiler wrote, whose every file has all usings; more of them would make names ambiguous.
        var compilation = CSharpCompilation.Create(
            "Read",
            asked.References.Count == 0 ? [CSharpSyntaxTree.ParseText(Usings, options, "Usings.cs"), .. trees] : trees,
            References(folder, asked.References),
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        Console.WriteLine($"{folder}: {trees.Count} files, {lines} lines, {Errors(compilation)}");
        if (asked.AsContexts)
        {
            compilation = ContextConversion.Convert(compilation);
            Console.WriteLine($"    then {Errors(compilation)}");
            if (asked.Keep is { } keep)
                Write(compilation, folder, keep);
        }

        return compilation.WithAnalyzers(ShippedRules.Analyzers).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Select(ReportReader.From);
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    // A helper that several assemblies compile in, and each one's facts about itself, stand at the same place in each of their folders: once is enough, and more would clash.
    private static IEnumerable<string> DistinctFiles(string folder)
    {
        var projects = Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories).Select(static project => Path.GetDirectoryName(project) + "/").OrderByDescending(static project => project.Length).ToList();
        return Files(folder).DistinctBy(path => projects.Find(project => path.StartsWith(project, StringComparison.Ordinal)) is { } project ? path[project.Length..] : path);
    }

    // With the most frequent ones: what they are says how far the rules can be trusted to have seen the code.
    private static string Errors(CSharpCompilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(static problem => problem.Severity == DiagnosticSeverity.Error).ToList();
        var kinds = errors.CountBy(static error => error.Id).OrderByDescending(static kind => kind.Value).Take(5).Select(static kind => $"{kind.Key}: {kind.Value}");
        return errors.Count == 0 ? "no errors" : $"{errors.Count} errors in {errors.CountBy(static error => error.Location.SourceTree?.FilePath ?? "").Count()} files ({string.Join(", ", kinds)})";
    }

    private static void Write(CSharpCompilation compilation, string folder, string keep)
    {
        foreach (var tree in compilation.SyntaxTrees.Where(static tree => Path.IsPathRooted(tree.FilePath)))
        {
            var path = Path.Combine(keep, Path.GetFileName(Path.GetFullPath(folder)), Path.GetRelativePath(folder, tree.FilePath));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file's path has a folder
            File.WriteAllText(path, tree.ToString());
        }
    }

    // The newest of each assembly, and none that the folder has the project of.
    private static IEnumerable<MetadataReference> References(string folder, IReadOnlyList<string> folders)
    {
        var own = Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories).Select(static project => Path.GetFileNameWithoutExtension(project)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!) // the host always sets it
            .Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Plumbline.RuleCost", StringComparison.Ordinal))
            .Concat(folders.SelectMany(static other => Directory.EnumerateFiles(other, "*.dll")))
            .Where(path => !own.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(static path => (Path: path, Version: VersionOf(path)))
            .Where(static file => file.Version is not null)
            .GroupBy(static file => Path.GetFileName(file.Path), StringComparer.OrdinalIgnoreCase)
            .Select(static same => MetadataReference.CreateFromFile(same.MaxBy(static file => file.Version).Path));
    }

    private static Version? VersionOf(string path)
    {
        try
        {
            return AssemblyName.GetAssemblyName(path).Version;
        }
        catch (BadImageFormatException)
        {
            return null; // native code
        }
    }
}
