using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Waits in the form that takes the context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class BlindWaitFixer() : CallFixer("PLB0011")
{
    private protected override string Title(Diagnostic report) => $"Wait under '{report.Properties[CallEdit.Context]}'";
}
