using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Makes the context-first call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class TokenCallFixer() : CallFixer("PLB0020")
{
    private protected override string Title(Diagnostic report) => "Make the context-first call";
}
