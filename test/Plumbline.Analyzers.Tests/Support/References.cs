using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Plumbline.Analyzers.Tests.Support;

/// <summary>What the code under test is compiled against: this process's own runtime, ASP.NET Core and Plumbline; nothing is fetched.</summary>
internal static class References
{
    /// <summary>No reference assemblies of the test library's own, which it would fetch from a registry.</summary>
    internal static ReferenceAssemblies None { get; } = new("net10.0");

    /// <summary>Every assembly of the shared frameworks, and Plumbline's packages.</summary>
    internal static ImmutableArray<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => IsFramework(path) || Path.GetFileName(path) is "Plumbline.dll" or "Plumbline.Http.dll" or "Plumbline.AspNetCore.dll")
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What small programs need: a compilation of these takes a fraction of the time.</summary>
    internal static ImmutableArray<MetadataReference> Few { get; } =
    [
        .. All.Where(static reference => Path.GetFileNameWithoutExtension(reference.Display) is "System.Private.CoreLib" or "System.Runtime" or "System.Collections" or "System.Linq"
            or "System.Net.Http" or "System.Threading" or "System.ComponentModel" or "Microsoft.Extensions.Hosting.Abstractions" or "Microsoft.AspNetCore.Mvc.Core" or "Microsoft.AspNetCore.Mvc.Abstractions"
            or "Microsoft.AspNetCore.Routing" or "Microsoft.AspNetCore.Http.Abstractions" or "Plumbline"),
    ];

    private static bool IsFramework(string path) =>
        path.Contains("Microsoft.NETCore.App", StringComparison.Ordinal) || path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal);
}
