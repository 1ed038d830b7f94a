using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Keeps the overload with the token of a method that other assemblies may call.</summary>
internal static class Forwarder
{
    /// <summary>Whether callers outside of the solution may exist, and this member is the one whose old signature they call.</summary>
    internal static bool IsNeeded(IMethodSymbol method)
    {
        if (method.IsOverride
            || !method.ExplicitInterfaceImplementations.IsEmpty
            || method.PartialDefinitionPart is not null
            || method.MethodKind is not (MethodKind.Ordinary or MethodKind.Constructor))
        {
            return false;
        }

        for (ISymbol symbol = method; symbol is not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Plans the overload, to stand after the declaration.</summary>
    internal static void Plan(DocumentEdits edits, SyntaxNode declaration, IMethodSymbol method, int ordinal)
    {
        if (declaration is not (BaseMethodDeclarationSyntax and (MethodDeclarationSyntax or ConstructorDeclarationSyntax)) || declaration.Parent is not TypeDeclarationSyntax type)
        {
            throw new RefusedException("Only a method or constructor of a type can keep an overload.");
        }

        if (method is { IsStatic: true, ContainingType.TypeKind: TypeKind.Interface, IsAbstract: true } || method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            throw new RefusedException($"'{method}' cannot forward to its new form.");
        }

        var line = declaration.SyntaxTree.GetText().Lines.Count > 1 && declaration.SyntaxTree.GetText().ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(0, declaration.SyntaxTree.GetText().Lines[0].EndIncludingLineBreak)).EndsWith("\r\n", StringComparison.Ordinal)
            ? "\r\n"
            : "\n";
        var overload = Build((BaseMethodDeclarationSyntax)declaration, method, ordinal, edits.ContextName(MethodFamily.ParametersOf(declaration).SpanStart), line);
        var index = type.Members.IndexOf((MemberDeclarationSyntax)declaration);

        // What was inserted before stands behind this place: the edits of one type come from its last member to its first.
        var call = overload.DescendantNodes().OfType<ArgumentListSyntax>().First(static list => list.Parent is ConstructorInitializerSyntax or InvocationExpressionSyntax { Parent: ArrowExpressionClauseSyntax });
        var marked = overload.ReplaceNode(call, edits.Binding.Changed(call));
        edits.Edit(type, current => current.WithMembers(current.Members.Insert(index + 1, marked)));
    }

    private static MemberDeclarationSyntax Build(BaseMethodDeclarationSyntax declaration, IMethodSymbol method, int ordinal, string context, string line)
    {
        var arguments = new List<string>();
        foreach (var parameter in declaration.ParameterList.Parameters)
        {
            var text = parameter.Identifier.Text;
            arguments.Add(method.Parameters[arguments.Count].RefKind switch
            {
                RefKind.Ref => "ref " + text,
                RefKind.Out => "out " + text,
                RefKind.In or RefKind.RefReadOnlyParameter => "in " + text,
                _ => text,
            });
        }

        arguments[ordinal] = $"{context}.From({arguments[ordinal]})";
        var moved = arguments[ordinal];
        arguments.RemoveAt(ordinal);
        arguments.Insert(method.IsExtensionMethod ? 1 : 0, moved);

        var modifiers = string.Concat(declaration.Modifiers.Where(IsKept).Select(static modifier => modifier.Text + " "));
        var indent = declaration.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
        var given = string.Join(", ", arguments);
        var head = declaration is MethodDeclarationSyntax named
            ? $"{modifiers}{named.ReturnType.WithoutTrivia()} {named.Identifier.Text}{named.TypeParameterList?.WithoutTrivia()}{named.ParameterList.WithoutTrivia()}"
                + string.Concat(named.ConstraintClauses.Select(static clause => " " + clause.WithoutTrivia()))
                + $" =>{line}{indent}    {Receiver(named)}{named.Identifier.Text}{TypeArguments(named)}({given});"
            : $"{modifiers}{((ConstructorDeclarationSyntax)declaration).Identifier.Text}{declaration.ParameterList.WithoutTrivia()}{line}{indent}    : this({given}){line}{indent}{{{line}{indent}}}";
        var parsed = SyntaxFactory.ParseMemberDeclaration(head) ?? throw new RefusedException($"'{method}' cannot be written again.");

        // The documentation is that of the signature it was written for. In an interface the members stand without blank lines as often as with them.
        var documentation = SyntaxFactory.TriviaList(declaration.GetLeadingTrivia().Where(static trivia => trivia.HasStructure && trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)).SelectMany(
            trivia => new[] { SyntaxFactory.Whitespace(indent), trivia }));
        return parsed
            .WithLeadingTrivia(documentation.Insert(0, SyntaxFactory.EndOfLine(line)).Add(SyntaxFactory.Whitespace(indent)))
            .WithTrailingTrivia(SyntaxFactory.EndOfLine(line));
    }

    // In an extension block a member is called like from anywhere else.
    private static string Receiver(MethodDeclarationSyntax method) => ExtensionBlocks.ReceiverOf(method.Parent) switch
    {
        null => "",
        var receiver when method.Modifiers.Any(SyntaxKind.StaticKeyword) => $"{receiver.Type}.",
        var receiver => $"{receiver.Identifier.Text}.",
    };

    private static string TypeArguments(MethodDeclarationSyntax method) => method.TypeParameterList is { } list
        ? $"<{string.Join(", ", list.Parameters.Select(static parameter => parameter.Identifier.Text))}>"
        : "";

    private static bool IsKept(SyntaxToken modifier) => modifier.Kind() is not (SyntaxKind.AsyncKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.VirtualKeyword
        or SyntaxKind.OverrideKeyword or SyntaxKind.SealedKeyword or SyntaxKind.PartialKeyword or SyntaxKind.ExternKeyword or SyntaxKind.NewKeyword);
}
