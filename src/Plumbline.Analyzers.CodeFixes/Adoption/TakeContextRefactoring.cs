using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.CodeFixes.Signatures;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Adoption;

/// <summary>"Take a context": the token parameter of a method becomes a context, in its family and at every call; a public method keeps an overload with the token.</summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class TakeContextRefactoring : CodeRefactoringProvider
{
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var cancel = context.CancellationToken;
        var root = await context.Document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        if (root is null || Declaration(root.FindNode(context.Span), context.Span.Start) is not { } declaration)
        {
            return;
        }

        var model = await context.Document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        if (model is null
            || PlumblineSymbols.For(model.Compilation) is not { } symbols
            || model.GetDeclaredSymbol(declaration, cancel) is not IMethodSymbol method
            || Adoptable.Find(method, model.Compilation, symbols) is not { } token)
        {
            return;
        }

        // Made before it is offered: only then is it known that it can be.
        var result = await SignatureChange.TryAsync(context.Document.Project.Solution, token, ChangeKind.Adopt, cancel).ConfigureAwait(false);
        if (result.Solution is { } changed)
        {
            context.RegisterRefactoring(CodeAction.Create("Take a 'Context' instead of the token", _ => Task.FromResult(changed), nameof(TakeContextRefactoring)));
        }
    }

    // On the name or among the parameters, not in the body.
    private static SyntaxNode? Declaration(SyntaxNode node, int position)
    {
        var declaration = node.FirstAncestorOrSelf<SyntaxNode>(static around => around is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or TypeDeclarationSyntax or AnonymousFunctionExpressionSyntax);
        var (name, parameters) = declaration switch
        {
            MethodDeclarationSyntax method => (method.Identifier, method.ParameterList),
            ConstructorDeclarationSyntax constructor => (constructor.Identifier, constructor.ParameterList),
            LocalFunctionStatementSyntax function => (function.Identifier, function.ParameterList),
            _ => (default, null),
        };
        return parameters is not null && position >= name.SpanStart && position <= parameters.Span.End ? declaration : null;
    }
}
