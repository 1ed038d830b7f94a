using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.CodeFixes.Signatures;
using Plumbline.Analyzers.Declarations;

namespace Plumbline.Analyzers.CodeFixes.Declarations;

/// <summary>Fixes PLB0008: requires the context, as the first parameter. Of a context and a token only the author knows which one to follow.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class OptionalContextFixer() : SignatureFixer("Require the context, as the first parameter", ChangeKind.Require)
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [OptionalContextAnalyzer.Id];

    private protected override bool IsFixable(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol && parameter.Type.Name != "CancellationToken";
}
