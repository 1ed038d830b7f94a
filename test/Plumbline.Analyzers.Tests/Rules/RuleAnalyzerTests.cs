using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Tests.Rules;

/// <summary>Keeps rules and the two analyzers that the compiler loads together.</summary>
public sealed class RuleAnalyzerTests
{
    [Fact]
    public void Rules_All_AreInOneOfTheAnalyzers()
    {
        var rules = typeof(ContextRule).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(ContextRule)))
            .Select(static type => ((ContextRule)Activator.CreateInstance(type)!).Descriptor.Id)
            .Order(StringComparer.Ordinal);

        Assert.Equal(rules, AllRules.Descriptors.Select(static rule => rule.Id));
    }

    [Fact]
    public void Analyzer_OfWarnings_HasNothingElse() =>
        Assert.All(new WarningAnalyzer().SupportedDiagnostics, static rule => Assert.Equal(DiagnosticSeverity.Warning, rule.DefaultSeverity));

    [Fact]
    public void Analyzer_OfSuggestions_HasNothingElse() =>
        Assert.All(new SuggestionAnalyzer().SupportedDiagnostics, static rule => Assert.Equal(DiagnosticSeverity.Info, rule.DefaultSeverity));
}
