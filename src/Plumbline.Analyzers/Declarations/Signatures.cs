using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Declarations;

/// <summary>Finds the signatures whose author is free to change them.</summary>
internal static class Signatures
{
    /// <summary>Calls back for each method, constructor, delegate and local function that decides on its own parameters.</summary>
    internal static void Visit(RuleActions actions, PlumblineSymbols symbols, Action<IMethodSymbol, Action<Diagnostic>> visit)
    {
        actions.RegisterSymbolAction(
            call =>
            {
                var method = (IMethodSymbol)call.Symbol;
                if (method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor && HasContext(method, symbols) && IsFree(method))
                {
                    visit(method, call.ReportDiagnostic);
                }
            },
            SymbolKind.Method);
        actions.RegisterSymbolAction(
            call =>
            {
                if (((INamedTypeSymbol)call.Symbol).DelegateInvokeMethod is { } invoke && HasContext(invoke, symbols))
                {
                    visit(invoke, call.ReportDiagnostic);
                }
            },
            SymbolKind.NamedType);
        actions.RegisterOperationAction(
            call =>
            {
                var function = ((Microsoft.CodeAnalysis.Operations.ILocalFunctionOperation)call.Operation).Symbol;
                if (HasContext(function, symbols))
                {
                    visit(function, call.ReportDiagnostic);
                }
            },
            OperationKind.LocalFunction);
    }

    /// <summary>Whether the parameter hands something in: by value or by <c>in</c> (a parameter without a name is still being typed).</summary>
    internal static bool HandsIn(IParameterSymbol parameter) =>
        parameter is { RefKind: RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter, Name.Length: > 0 };

    /// <summary>Whether the method is a primary constructor of a record, whose parameters are its data.</summary>
    internal static bool IsRecordData(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Constructor, ContainingType.IsRecord: true }
        && method.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax);

    private static bool HasContext(IMethodSymbol method, PlumblineSymbols symbols)
    {
        foreach (var parameter in method.Parameters)
        {
            if (symbols.IsContextOrNullable(parameter.Type))
            {
                return true;
            }
        }

        return false;
    }

    // An override and an implementation follow another declaration: that one is reported where it can be changed.
    private static bool IsFree(IMethodSymbol method) =>
        !method.IsOverride
        && method.PartialDefinitionPart is null
        && !method.IsImplicitlyDeclared
        && !method.ImplementsInterface();
}
