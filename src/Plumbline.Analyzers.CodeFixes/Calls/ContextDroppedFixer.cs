using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Passes the nearest context on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ContextDroppedFixer() : CallFixer("PLB0004")
{
    private protected override string Title(Diagnostic report) => $"Pass '{report.Properties[CallEdit.Context]}' on";
}
