using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Declarations;

/// <summary>PLB0008: a context that a caller may leave out, or that stands beside a token.</summary>
internal sealed class OptionalContextRule : ContextRule
{
    internal const string Id = "PLB0008";

    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        Id,
        "A context is optional",
        "{0}",
        "A context that may be left out is left out: the call then runs without deadline and cancel, and nothing shows it. A token beside a context is a second signal of which some callees see one only. Make the context required, and the only one.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var enumeratorCancellation = actions.Compilation.GetTypeByMetadataName("System.Runtime.CompilerServices.EnumeratorCancellationAttribute");
        Signatures.Visit(actions, symbols, (method, report) =>
        {
            IParameterSymbol? context = null;
            foreach (var parameter in method.Parameters.Where(parameter => Signatures.HandsIn(parameter) && symbols.IsContextOrNullable(parameter.Type)))
            {
                context ??= parameter;
                if (parameter.IsOptional)
                {
                    Report(report, parameter, $"'{parameter.Name}' may be left out, and the call then runs without a context: make it required");
                }
                else if (!symbols.IsContext(parameter.Type))
                {
                    Report(report, parameter, $"'{parameter.Name}' may be null, and the call then runs without a context: take a 'Context'");
                }
            }

            if (context is null || Links(method, symbols))
            {
                return;
            }

            foreach (var parameter in method.Parameters.Where(parameter => Signatures.HandsIn(parameter) && symbols.IsToken(parameter.Type) && IsOffered(method, parameter) && !parameter.Has(enumeratorCancellation)))
            {
                Report(report, parameter, $"'{parameter.Name}' is a second signal beside '{context.Name}': take the context only");
            }
        });
    }

    private static void Report(Action<Diagnostic> report, IParameterSymbol parameter, string message) =>
        report(Diagnostic.Create(_rule, parameter.Locations[0], message));

    // Between the parts of one implementation both may have their reason; a caller from outside, or one who may leave it out, has none to give two.
    private static bool IsOffered(IMethodSymbol method, IParameterSymbol token) =>
        token.IsOptional || method.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    // What makes one signal of two, compares them, or records both, needs both.
    private static bool Links(IMethodSymbol method, PlumblineSymbols symbols) =>
        method.MethodKind == MethodKind.Constructor
        || method.ReturnType.SpecialType == SpecialType.System_Boolean
        || symbols.IsContextOrNullable(method.ReturnType)
        || symbols.IsToken(method.ReturnType)
        || SymbolEqualityComparer.Default.Equals(method.ReturnType, symbols.CancelScope)
        || SymbolEqualityComparer.Default.Equals(method.ReturnType, symbols.CancellationTokenSource)
        || method.Parameters.Any(parameter => parameter.RefKind is RefKind.Out or RefKind.Ref && (symbols.IsContext(parameter.Type) || symbols.IsToken(parameter.Type)));
}
