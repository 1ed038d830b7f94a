using Microsoft.CodeAnalysis;
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
        actions.RegisterSymbolAction(
            call =>
            {
                foreach (var parameter in CapturedParameters.Of((INamedTypeSymbol)call.Symbol, symbols, call.Compilation, call.CancellationToken))
                {
                    if (!MayKeep(parameter.ContainingSymbol, symbols))
                    {
                        call.ReportDiagnostic(Diagnostic.Create(_rule, parameter.Locations[0], parameter.Name));
                    }
                }
            },
            SymbolKind.NamedType);
    }

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
