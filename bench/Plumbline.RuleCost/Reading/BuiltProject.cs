using System.Text.Json;
using Plumbline.RuleCost.Builds;

namespace Plumbline.RuleCost.Reading;

/// <summary>Builds a project or a solution with the rules in it, and collects what they reported.</summary>
internal static class BuiltProject
{
    internal static IEnumerable<FoundReport> Analyze(string path)
    {
        var folder = Directory.CreateTempSubdirectory("plumbline-read-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "rules.globalconfig"), Config());
            File.WriteAllText(Path.Combine(folder, "rules.targets"), Targets(folder));
            Dotnet.Run(
                Environment.CurrentDirectory,
                "build", path, "--no-incremental", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:TreatWarningsAsErrors=false",
                $"-p:CustomAfterMicrosoftCommonTargets={Path.Combine(folder, "rules.targets")}");
            return [.. Directory.GetFiles(folder, "*.sarif").SelectMany(Read)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As warnings, also what is a suggestion: those are not written down otherwise.
    private static string Config() =>
        "is_global = true\nglobal_level = 100\n" + string.Concat(Enumerable.Range(1, 22).Select(static i => $"dotnet_diagnostic.PLB{i:0000}.severity = warning\n"));

    private static string Targets(string folder) =>
        $"""
        <Project>
          <ItemGroup Condition="!$(MSBuildProjectName.Contains('.Analyzers'))">
            <Analyzer Include="{Path.Combine(AppContext.BaseDirectory, "Plumbline.Analyzers.dll")}" />
            <GlobalAnalyzerConfigFiles Include="{Path.Combine(folder, "rules.globalconfig")}" />
          </ItemGroup>
          <PropertyGroup>
            <ErrorLog>{folder}/$(MSBuildProjectName).sarif,version=2.1</ErrorLog>
          </PropertyGroup>
        </Project>
        """;

    private static IEnumerable<FoundReport> Read(string file)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(file));
        List<FoundReport> reports = [];
        foreach (var result in log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray())
        {
            var rule = result.GetProperty("ruleId").GetString() ?? "";
            if (rule.StartsWith("PLB", StringComparison.Ordinal) || rule == "AD0001")
            {
                reports.Add(Report(rule, result));
            }
        }

        return reports;
    }

    private static FoundReport Report(string rule, JsonElement result)
    {
        var message = result.GetProperty("message").GetProperty("text").GetString() ?? "";
        if (!result.TryGetProperty("locations", out var places) || places.GetArrayLength() == 0)
        {
            return new(rule, "", 0, message, ""); // a crash of a rule has no place
        }

        var place = places[0].GetProperty("physicalLocation");
        var file = new Uri(place.GetProperty("artifactLocation").GetProperty("uri").GetString() ?? "").LocalPath;
        var line = place.GetProperty("region").GetProperty("startLine").GetInt32();
        return new(rule, file, line, message, File.Exists(file) ? File.ReadLines(file).ElementAtOrDefault(line - 1)?.Trim() ?? "" : "");
    }
}
