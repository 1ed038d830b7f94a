using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>Finds the context that code at a place would hand on.</summary>
internal static class ContextInScope
{
    /// <summary>The name of the nearest context: the last local declared before the place, else a parameter; null without one.</summary>
    internal static string? Find(SemanticModel model, int position, PlumblineSymbols symbols)
    {
        ISymbol? nearest = null;
        foreach (var symbol in model.LookupSymbols(position))
        {
            if (IsContext(symbol, symbols) && IsSet(symbol, position) && IsReachable(model, symbol, position)
                && (nearest is null || StartOf(symbol) > StartOf(nearest)))
            {
                nearest = symbol;
            }
        }

        return nearest?.Name;
    }

    private static bool IsContext(ISymbol symbol, PlumblineSymbols symbols) => symbol switch
    {
        ILocalSymbol local => symbols.IsContext(local.Type),
        IParameterSymbol { RefKind: not RefKind.Out } parameter => symbols.IsContext(parameter.Type),
        _ => false,
    };

    // A local counts from its declaration on, and only if that gives it a value.
    private static bool IsSet(ISymbol symbol, int position) => symbol is IParameterSymbol
        || (symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax
            && syntax.Span.End <= position
            && syntax is VariableDeclaratorSyntax { Initializer: not null } or SingleVariableDesignationSyntax or ForEachStatementSyntax);

    // A static function sees nothing of what is around it; what a primary constructor takes would be kept in the object.
    private static bool IsReachable(SemanticModel model, ISymbol symbol, int position)
    {
        if (symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor }
            && !SymbolEqualityComparer.Default.Equals(model.GetEnclosingSymbol(position), constructor))
        {
            return false;
        }

        for (var around = model.GetEnclosingSymbol(position); around is IMethodSymbol method && !SymbolEqualityComparer.Default.Equals(around, symbol.ContainingSymbol); around = around.ContainingSymbol)
        {
            if (method is { IsStatic: true, MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction })
            {
                return false;
            }
        }

        return true;
    }

    private static int StartOf(ISymbol symbol) => symbol.Locations[0].SourceSpan.Start;
}
