using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.CodeFixes.Signatures;
using Plumbline.Analyzers.Declarations;

namespace Plumbline.Analyzers.CodeFixes.Declarations;

/// <summary>Fixes PLB0008: requires the context, as the first parameter; drops a token that says nothing else than the context beside it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class OptionalContextFixer : SignatureFixer
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [OptionalContextRule.Id];

    private protected override (string Title, ChangeKind Kind)? FixFor(IParameterSymbol parameter) => parameter.Type.Name == "CancellationToken"
        ? ("Drop the token: the context alone ends the work", ChangeKind.Drop)
        : ("Require the context, as the first parameter", ChangeKind.Require);
}
