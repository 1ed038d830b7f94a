using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Changes one place that names the method: a call, a <c>cref</c>, or one that needs no change.</summary>
internal sealed class ReferencePlan(DocumentEdits edits, CallPlan calls, ChangeKind kind, IMethodSymbol method, int ordinal, bool keepsOverload)
{
    internal void Plan(ReferenceLocation place)
    {
        var span = place.Location.SourceSpan;
        var node = edits.Root.FindNode(span, findInsideTrivia: true, getInnermostNodeForTie: true);
        if (node.FirstAncestorOrSelf<CrefSyntax>() is { } cref)
        {
            PlanCref(cref);
        }
        else if (CallOf(node) is var (call, list))
        {
            if (place.IsCandidateLocation)
            {
                throw new RefusedException($"The call '{call}' does not compile.");
            }

            calls.Plan(call, list);
        }
        else if (!IsName(node) && !keepsOverload)
        {
            // With an overload that is as the method was, a conversion to a delegate finds that one.
            throw new RefusedException($"'{node.Parent}' uses the method otherwise than in a call.");
        }
    }

    /// <summary>The call that a place names the method of, and its arguments; null where it is none.</summary>
    internal static (SyntaxNode Call, ArgumentListSyntax? List)? CallAt(SyntaxNode root, Microsoft.CodeAnalysis.Text.TextSpan span) =>
        CallOf(root.FindNode(span, findInsideTrivia: true, getInnermostNodeForTie: true));

    private static (SyntaxNode Call, ArgumentListSyntax? List)? CallOf(SyntaxNode node)
    {
        switch (node)
        {
            case ConstructorInitializerSyntax initializer:
                return (initializer, initializer.ArgumentList);
            case ImplicitObjectCreationExpressionSyntax creation:
                return (creation, creation.ArgumentList);
        }

        if (node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is ObjectCreationExpressionSyntax made && made.Type.Span.Contains(node.Span))
        {
            return (made, made.ArgumentList);
        }

        if (node.FirstAncestorOrSelf<PrimaryConstructorBaseTypeSyntax>() is { } primary && primary.Type.Span.Contains(node.Span))
        {
            return (primary, primary.ArgumentList);
        }

        var name = node.FirstAncestorOrSelf<SimpleNameSyntax>();
        SyntaxNode? called = name?.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        return called?.Parent is InvocationExpressionSyntax invocation && invocation.Expression == called ? (invocation, invocation.ArgumentList) : null;
    }

    private bool IsName(SyntaxNode node) =>
        node.FirstAncestorOrSelf<InvocationExpressionSyntax>(invocation =>
            invocation.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } && edits.Model.GetConstantValue(invocation).HasValue) is not null;

    private void PlanCref(CrefSyntax cref)
    {
        if (cref.DescendantNodesAndSelf().OfType<CrefParameterListSyntax>().FirstOrDefault() is not { } list || list.Parameters.Count != method.Parameters.Length)
        {
            return;
        }

        if (kind == ChangeKind.Drop)
        {
            edits.Edit(list, current => current.WithParameters(ListEdits.Remove(current.Parameters, ordinal)));
            return;
        }

        var type = kind == ChangeKind.Move ? null : SyntaxFactory.ParseTypeName(edits.ContextName(cref.SpanStart));
        edits.Edit(list, current =>
        {
            var parameter = current.Parameters[ordinal];
            return current.WithParameters(ListEdits.Move(current.Parameters, ordinal, method.IsExtensionMethod ? 1 : 0, type is null ? parameter : parameter.WithType(type)));
        });
    }
}
