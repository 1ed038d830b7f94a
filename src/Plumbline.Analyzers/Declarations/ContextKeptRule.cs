using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Declarations;

/// <summary>PLB0002: a context that an object keeps, in a field, a property or a captured parameter of its primary constructor.</summary>
internal sealed class ContextKeptRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0002",
        "A context is kept",
        "'{0}' keeps a context after the call it belongs to: pass it as a parameter",
        "A context belongs to one call. An object that keeps one uses it for later calls too, whose caller has another: they end with the first, or never. Pass it as a parameter, or mark a type made to carry one [ContextCarrier].");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        actions.RegisterSymbolAction(
            call =>
            {
                if (call.Symbol is IFieldSymbol { IsImplicitlyDeclared: false } field && symbols.IsContextOrNullable(field.Type) && !MayKeep(field, symbols))
                {
                    call.ReportDiagnostic(Diagnostic.Create(_rule, field.Locations[0], field.Name));
                }
            },
            SymbolKind.Field);
        actions.RegisterSymbolAction(
            call =>
            {
                var property = (IPropertySymbol)call.Symbol;
                if (symbols.IsContextOrNullable(property.Type) && property.PartialDefinitionPart is null && IsStored(property) && !MayKeep(property, symbols))
                {
                    call.ReportDiagnostic(Diagnostic.Create(_rule, property.Locations[0], property.Name));
                }
            },
            SymbolKind.Property);
        actions.RegisterSymbolStartAction(type => WatchPrimaryConstructor(type, symbols), SymbolKind.NamedType);
    }

    // What a member's body says of such a parameter is kept in the object; what an initializer says of it is over with the construction.
    private static void WatchPrimaryConstructor(SymbolStartAnalysisContext start, PlumblineSymbols symbols)
    {
        var type = (INamedTypeSymbol)start.Symbol;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct)
            || type.InstanceConstructors.FirstOrDefault(static constructor => IsPrimary(constructor)) is not { } primary
            || !primary.Parameters.Any(parameter => symbols.IsContextOrNullable(parameter.Type))
            || MayKeep(primary, symbols))
        {
            return;
        }

        var captured = new bool[primary.Parameters.Length];
        start.RegisterOperationAction(
            call =>
            {
                var parameter = ((IParameterReferenceOperation)call.Operation).Parameter;
                if (symbols.IsContextOrNullable(parameter.Type)
                    && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, primary)
                    && call.ContainingSymbol is IMethodSymbol method
                    && !SymbolEqualityComparer.Default.Equals(method, primary))
                {
                    // Set from several threads, to the same value only.
                    captured[parameter.Ordinal] = true;
                }
            },
            OperationKind.ParameterReference);
        start.RegisterSymbolEndAction(end =>
        {
            foreach (var parameter in primary.Parameters.Where(parameter => captured[parameter.Ordinal]))
            {
                end.ReportDiagnostic(Diagnostic.Create(_rule, parameter.Locations[0], parameter.Name));
            }
        });
    }

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Length == 1 && constructor.DeclaringSyntaxReferences[0].GetSyntax() is TypeDeclarationSyntax;

    private static bool IsStored(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(member =>
            member is IFieldSymbol { AssociatedSymbol: { } owner } && SymbolEqualityComparer.Default.Equals(owner, property));

    private static bool MayKeep(ISymbol member, PlumblineSymbols symbols) =>
        member.ContainingType is not { } type
        || type.IsRefLikeType
        || type.HasOrInherits(symbols.ContextCarrierAttribute)
        || member.Has(symbols.ContextRootAttribute)
        || (member.IsStatic && type.Has(symbols.ContextRootAttribute))
        || TestCode.IsTest(type);
}
