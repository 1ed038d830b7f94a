using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Makes the context-first call, which bounds the body as well.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class BodyOutsideContextFixer() : CallFixer("PLB0013")
{
    private protected override string Title(Diagnostic report) => "Make the context-first call";
}
