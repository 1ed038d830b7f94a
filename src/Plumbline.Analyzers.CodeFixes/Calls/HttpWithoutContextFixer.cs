using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Plumbline.Analyzers.Calls;

namespace Plumbline.Analyzers.CodeFixes.Calls;

/// <summary>Takes a context and makes the context-first call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class HttpWithoutContextFixer() : ContextParameterFixer("PLB0012")
{
    private protected override IReadOnlyDictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> Edits(
        SemanticModel model, SyntaxNode function, SyntaxNode node, Diagnostic report, string context, CancellationToken token)
    {
        var edit = report.Properties.SetItem(CallEdit.Context, context);
        return CallRewriter.CallOf(node) is { } call
            ? new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> { [call] = current => CallRewriter.Rewrite(current, edit) }
            : new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
    }
}
