using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Passes the context's token.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ContextAsObjectFixer() : CallFixer("PLB0021")
{
    private protected override string Title(Diagnostic report) => $"Pass '{report.Properties[CallEdit.Context]}.Token'";
}
