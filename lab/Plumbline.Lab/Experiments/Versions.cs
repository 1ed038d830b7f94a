using System.Reflection;

namespace Plumbline.Lab.Experiments;

/// <summary>The versions that an experiment's figures depend on.</summary>
internal static class Versions
{
    /// <summary>By what they are of.</summary>
    public static IReadOnlyDictionary<string, string> Here()
    {
        var informational = Of(typeof(Versions).Assembly);
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["Plumbline"] = Of(typeof(Context).Assembly),
            ["Microsoft.Extensions.Http.Resilience"] =
                Of(typeof(Microsoft.Extensions.Http.Resilience.HttpStandardResilienceOptions).Assembly),
            ["Microsoft.AspNetCore"] = Of(typeof(Microsoft.AspNetCore.Builder.WebApplication).Assembly),
            [".NET"] = Environment.Version.ToString(),
            ["Commit"] = informational.Contains('+', StringComparison.Ordinal) ? informational[(informational.IndexOf('+', StringComparison.Ordinal) + 1)..] : "unknown",
        };
    }

    private static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
