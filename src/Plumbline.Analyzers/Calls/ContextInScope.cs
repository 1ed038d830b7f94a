using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>Which context a call could have been given: the nearest parameter or local of type <c>Context</c>.</summary>
/// <remarks>
/// Walks outwards from the call, one block after the other. In doubt there is none: a lambda that may run after its method ended does not see that
/// method's context, one with a token of its own has something nearer, and a scope that was disposed on the way leaves no context behind.
/// </remarks>
internal static class ContextInScope
{
    /// <summary>The name of the nearest context, as it is written in code, or null.</summary>
    internal static string? NameAt(SemanticModel model, SyntaxNode at, PlumblineSymbols symbols, CancellationToken token, ContextReach reach = ContextReach.Certain) =>
        Find(model, at, symbols, token, reach) is { } found ? Escape(found.Name) : null;

    /// <summary>The nearest context, a parameter or a local that has a value there, or null.</summary>
    /// <param name="model">Of the file.</param>
    /// <param name="at">The place that asks.</param>
    /// <param name="symbols">Plumbline's.</param>
    /// <param name="token">Ends the search.</param>
    /// <param name="reach">What counts besides.</param>
    internal static ISymbol? Find(SemanticModel model, SyntaxNode at, PlumblineSymbols symbols, CancellationToken token, ContextReach reach = ContextReach.Certain)
    {
        var locals = new LocalContexts(model, symbols, (reach & ContextReach.Roots) != 0, token);
        for (var node = at; node.Parent is { } parent; node = parent)
        {
            var local = parent switch
            {
                BlockSyntax block => locals.Before(block.Statements, node),
                SwitchSectionSyntax section => locals.Before(section.Statements, node),
                CompilationUnitSyntax unit when node is GlobalStatementSyntax => locals.Before(unit, node),
                UsingStatementSyntax header when header.Statement == node => locals.In((SyntaxNode?)header.Declaration ?? header.Expression, afterwards: []),
                ForEachStatementSyntax loop when loop.Statement == node => model.GetDeclaredSymbol(loop, token) is { } item && symbols.IsContext(item.Type) ? item : null,
                _ => null,
            };
            if (local is not null)
            {
                return local;
            }

            if (parent is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            {
                if (Parameter(Function(model, parent, token), symbols, out var nearer) is { } own)
                {
                    return own;
                }

                if ((reach & ContextReach.Lambdas) != 0 ? InPlaceFunctions.IsStatic(parent) : nearer || !InPlaceFunctions.RunsInPlace(model, parent, token))
                {
                    return null;
                }
            }
            else if (node is PrimaryConstructorBaseTypeSyntax && parent is BaseListSyntax { Parent: TypeDeclarationSyntax type })
            {
                var primary = model.GetDeclaredSymbol(type, token)?.InstanceConstructors.FirstOrDefault(
                    constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(token) == type));
                return Parameter(primary, symbols, out _);
            }
            else if (parent is MemberDeclarationSyntax and not GlobalStatementSyntax or AccessorDeclarationSyntax)
            {
                return Parameter(Function(model, parent, token), symbols, out _) ?? Receiver(model, parent, symbols, token);
            }
        }

        return null;
    }

    // Of an extension block, whose static members have none.
    private static IParameterSymbol? Receiver(SemanticModel model, SyntaxNode member, PlumblineSymbols symbols, CancellationToken token)
    {
        var declaration = member is AccessorDeclarationSyntax ? member.FirstAncestorOrSelf<MemberDeclarationSyntax>() : member as MemberDeclarationSyntax;
        return ExtensionBlocks.ReceiverOf(declaration?.Parent) is { } receiver
            && !declaration!.Modifiers.Any(SyntaxKind.StaticKeyword)
            && model.GetDeclaredSymbol(receiver, token) is { Name.Length: > 0 } found
            && symbols.IsContext(found.Type)
                ? found
                : null;
    }

    /// <summary>The symbol of a method, accessor, local function or lambda; null for any other declaration.</summary>
    internal static IMethodSymbol? Function(SemanticModel model, SyntaxNode node, CancellationToken token) => node is AnonymousFunctionExpressionSyntax
        ? model.GetSymbolInfo(node, token).Symbol as IMethodSymbol
        : model.GetDeclaredSymbol(node, token) as IMethodSymbol;

    /// <summary>A name as it is written in code.</summary>
    internal static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static IParameterSymbol? Parameter(IMethodSymbol? function, PlumblineSymbols symbols, out bool hasToken)
    {
        hasToken = false;
        if (function is null)
        {
            return null;
        }

        foreach (var parameter in function.Parameters)
        {
            // A parameter named _ says that the function wants no context; it stands for whatever is nearer than the outer one.
            hasToken |= symbols.IsToken(parameter.Type) || (symbols.IsContext(parameter.Type) && parameter.Name.Trim('_').Length == 0);
            if (symbols.IsContext(parameter.Type) && parameter.RefKind is not RefKind.Out && parameter.Name.Trim('_').Length > 0)
            {
                return parameter;
            }
        }

        return null;
    }
}
