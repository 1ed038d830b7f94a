using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Changes a declaration's own list of parameters, and what its documentation says of them.</summary>
internal static class DeclarationPlan
{
    private static readonly string[] _names = ["ctx", "callCtx", "callerCtx"];

    internal static void Plan(DocumentEdits edits, SyntaxNode declaration, IMethodSymbol method, int ordinal, ChangeKind kind, string name)
    {
        var list = MethodFamily.ParametersOf(declaration);
        var type = kind == ChangeKind.Move ? null : SyntaxFactory.ParseTypeName(edits.ContextName(list.SpanStart));
        edits.Edit(list, current =>
        {
            var parameter = current.Parameters[ordinal];
            var changed = type is null ? parameter : parameter
                .WithType(type.WithTriviaFrom(parameter.Type!))
                .WithIdentifier(SyntaxFactory.Identifier(name).WithLeadingTrivia(parameter.Identifier.LeadingTrivia))
                .WithDefault(null);
            return edits.Binding.Changed(current.WithParameters(ListEdits.Move(current.Parameters, ordinal, method.IsExtensionMethod ? 1 : 0, changed)));
        });

        var old = method.Parameters[ordinal].Name;
        DocumentedOrder.Plan(edits, declaration, method, ordinal, method.IsExtensionMethod ? 1 : 0, kind == ChangeKind.Adopt ? name : old);
        if (kind != ChangeKind.Adopt)
        {
            return;
        }

        foreach (var mention in declaration.DescendantNodes(descendIntoTrivia: true).OfType<XmlNameAttributeSyntax>())
        {
            if (mention.Identifier.Identifier.ValueText == old)
            {
                edits.Replace(mention.Identifier, SyntaxFactory.IdentifierName(name));
            }
        }
    }

    /// <summary>The same for a lambda or an anonymous method, whose parameters have names of their own and perhaps no types.</summary>
    internal static void PlanFunction(DocumentEdits edits, AnonymousFunctionExpressionSyntax function, int ordinal, ChangeKind kind)
    {
        var list = MethodFamily.ParametersOf(function);
        var type = kind == ChangeKind.Move || list.Parameters[ordinal].Type is null ? null : SyntaxFactory.ParseTypeName(edits.ContextName(list.SpanStart));
        edits.Edit(list, current =>
        {
            var parameter = current.Parameters[ordinal];
            return current.WithParameters(ListEdits.Move(current.Parameters, ordinal, 0, type is null ? parameter : parameter.WithType(type.WithTriviaFrom(parameter.Type!)).WithDefault(null)));
        });
    }

    /// <summary>A name for the context that nothing in the declarations has yet.</summary>
    internal static string NameFor(IEnumerable<SyntaxNode> declarations, string old)
    {
        var taken = new HashSet<string>(declarations
            .SelectMany(static declaration => declaration.DescendantTokens())
            .Where(static token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(static token => token.ValueText));
        taken.Remove(old);
        return _names.FirstOrDefault(name => !taken.Contains(name))
            ?? throw new RefusedException("Everything a context is called is the name of something else here.");
    }
}
