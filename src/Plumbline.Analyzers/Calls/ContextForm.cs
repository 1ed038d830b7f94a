using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>Our context-first form of a foreign method: <c>http.GetAsync(ctx, url)</c> for <c>http.GetAsync(url, token)</c>.</summary>
internal sealed class ContextForm(IMethodSymbol method)
{
    /// <summary>The extension method, with the context as its second parameter.</summary>
    internal IMethodSymbol Method { get; } = method;

    internal string Name => Method.Name;

    internal string Namespace => Method.ContainingNamespace.ToDisplayString();

    /// <summary>Every extension method of Plumbline's own assemblies that takes a context first, by name.</summary>
    internal static Dictionary<string, List<IMethodSymbol>> Collect(Compilation compilation, PlumblineSymbols symbols)
    {
        var found = new Dictionary<string, List<IMethodSymbol>>(StringComparer.Ordinal);
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (assembly.Name == "Plumbline" || assembly.Name.StartsWith("Plumbline.", StringComparison.Ordinal))
            {
                Collect(assembly.GlobalNamespace, symbols, found);
            }
        }

        return found;
    }

    /// <summary>What a form of the method is called. Channels: a name of ours says that an item is received or still there.</summary>
    internal static string NameFor(IMethodSymbol method) => method.ContainingType?.Name switch
    {
        "ChannelReader" when method.Name is "ReadAsync" => "ReceiveAsync",
        "ChannelReader" when method.Name is "ReadAllAsync" => "ReceiveAllAsync",
        "ChannelWriter" when method.Name is "WriteAsync" => "SendAsync",
        _ => method.Name,
    };

    /// <summary>The one of these forms that takes what a method takes apart from its token, and returns the same; or null.</summary>
    internal static ContextForm? Find(IMethodSymbol method, PlumblineSymbols symbols, List<IMethodSymbol> candidates)
    {
        var definition = method.ReducedFrom is { } reducedFrom
            ? (method.IsGenericMethod ? reducedFrom.Construct([.. method.TypeArguments]) : reducedFrom)
            : method;
        var isExtension = definition.IsExtensionMethod;
        if (definition.IsStatic && !isExtension)
        {
            return null;
        }

        var receiver = isExtension ? definition.Parameters[0].Type : method.ContainingType;
        var rest = definition.Parameters.Skip(isExtension ? 1 : 0).Where(parameter => !symbols.IsToken(parameter.Type)).ToList();
        foreach (var candidate in candidates)
        {
            if (Construct(candidate, definition, receiver) is { } form && Fits(form, definition, receiver, rest))
            {
                return new ContextForm(candidate);
            }
        }

        return null;
    }

    // The type arguments are the method's own, or, for an extension of a generic type, the receiver's.
    private static IMethodSymbol? Construct(IMethodSymbol candidate, IMethodSymbol method, ITypeSymbol receiver)
    {
        if (candidate.Arity == method.Arity)
        {
            return candidate.Arity == 0 ? candidate : candidate.Construct([.. method.TypeArguments]);
        }

        return method.Arity == 0 && receiver is INamedTypeSymbol named && named.Arity == candidate.Arity ? candidate.Construct([.. named.TypeArguments]) : null;
    }

    private static bool Fits(IMethodSymbol form, IMethodSymbol method, ITypeSymbol receiver, List<IParameterSymbol> rest)
    {
        if (!CallSymbols.DerivesFrom(receiver, form.Parameters[0].Type.OriginalDefinition as INamedTypeSymbol)
            || !SymbolEqualityComparer.Default.Equals(form.ReturnType, method.ReturnType)
            || form.Parameters.Length < rest.Count + 2)
        {
            return false;
        }

        for (var i = 0; i < rest.Count; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(form.Parameters[i + 2].Type, rest[i].Type))
            {
                return false;
            }
        }

        return form.Parameters.Skip(rest.Count + 2).All(static parameter => parameter.IsOptional);
    }

    private static void Collect(INamespaceSymbol parent, PlumblineSymbols symbols, Dictionary<string, List<IMethodSymbol>> found)
    {
        foreach (var nested in parent.GetNamespaceMembers())
        {
            Collect(nested, symbols, found);
        }

        foreach (var type in parent.GetTypeMembers())
        {
            if (type is not { MightContainExtensionMethods: true, DeclaredAccessibility: Accessibility.Public })
            {
                continue;
            }

            foreach (var member in type.GetMembers())
            {
                if (member is IMethodSymbol { IsExtensionMethod: true, Parameters.Length: > 1, DeclaredAccessibility: Accessibility.Public } method
                    && symbols.IsContext(method.Parameters[1].Type))
                {
                    if (!found.TryGetValue(method.Name, out var named))
                    {
                        found.Add(method.Name, named = []);
                    }

                    named.Add(method);
                }
            }
        }
    }
}
