using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Knows a project of tests by the framework it refers to: there a scope may end at an odd place, and that is the point.</summary>
internal static class TestProjects
{
    private static readonly string[] _attributes =
    [
        "Xunit.FactAttribute",
        "NUnit.Framework.TestAttribute",
        "TUnit.Core.TestAttribute",
        "Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute",
    ];

    /// <summary>Whether the project can have tests.</summary>
    internal static bool Is(Compilation compilation) => _attributes.Any(name => compilation.GetTypeByMetadataName(name) is not null);
}
