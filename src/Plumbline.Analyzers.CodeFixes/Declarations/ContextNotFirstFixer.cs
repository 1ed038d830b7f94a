using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.CodeFixes.Signatures;
using Plumbline.Analyzers.Declarations;

namespace Plumbline.Analyzers.CodeFixes.Declarations;

/// <summary>Fixes PLB0003: moves the context to the front, at every call as well.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ContextNotFirstFixer : SignatureFixer
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ContextNotFirstRule.Id];

    private protected override (string Title, ChangeKind Kind)? FixFor(IParameterSymbol parameter) => ("Move the context to the front", ChangeKind.Move);
}
