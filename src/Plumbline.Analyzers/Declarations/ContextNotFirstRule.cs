using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Declarations;

/// <summary>PLB0003: a context that is not the first parameter.</summary>
internal sealed class ContextNotFirstRule : ContextRule
{
    internal const string Id = "PLB0003";

    private static readonly DiagnosticDescriptor _rule = Rule.Suggestion(
        Id,
        "A context is not the first parameter",
        "'{0}' of '{1}' is not its first parameter: move it to the front",
        "A context is the first parameter, after 'this': readers look for it there, and calls read alike. The last place belongs to .NET's CancellationToken.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols) =>
        Signatures.Visit(actions, symbols, (method, report) =>
        {
            if (Misplaced(method, symbols) is { } parameter && !Signatures.IsRecordData(method) && !FrameworkCalls.Includes(method))
            {
                var name = method.MethodKind is MethodKind.Constructor or MethodKind.DelegateInvoke ? method.ContainingType.Name : method.Name;
                report(Diagnostic.Create(_rule, parameter.Locations[0], parameter.Name, name));
            }
        });

    private static IParameterSymbol? Misplaced(IMethodSymbol method, PlumblineSymbols symbols)
    {
        var first = method.IsExtensionMethod ? 1 : 0;
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            var parameter = method.Parameters[i];
            if (symbols.IsContextOrNullable(parameter.Type) && Signatures.HandsIn(parameter))
            {
                // An optional one stands last because it is optional: PLB0008 says so, and its fix moves it as well.
                return i > first && !parameter.IsOptional ? parameter : null;
            }
        }

        return null;
    }
}
