using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>An overload that takes the same arguments, and a context or a token besides.</summary>
internal sealed class ContextOverload(IMethodSymbol method, int index, bool needsAwait)
{
    internal IMethodSymbol Method { get; } = method;

    /// <summary>Where the context goes among the parameters, the <c>this</c> of an extension counted.</summary>
    internal int Index { get; } = index;

    /// <summary>Whether what it returns differs (a task for a value task) and is the same only once awaited.</summary>
    internal bool NeedsAwait { get; } = needsAwait;

    /// <summary>Whether the type of a definition, or a base of that, has a longer method of this name that takes a context or a token: a question that is asked once for all that a generic one is made into.</summary>
    internal static bool MayBe(IMethodSymbol definition, PlumblineSymbols symbols)
    {
        for (var type = definition.MethodKind is MethodKind.Ordinary ? definition.ContainingType : null; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(definition.Name))
            {
                if (member is IMethodSymbol candidate && candidate.Parameters.Length > definition.Parameters.Length && IndexOfContext(candidate, symbols) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The overload of a method, sought in its type and the bases of that; a context is preferred to a token.</summary>
    internal static ContextOverload? Find(IMethodSymbol method, PlumblineSymbols symbols)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension) || method.ContainingType is null)
        {
            return null;
        }

        var called = method.ReducedFrom is { } reducedFrom
            ? (method.IsGenericMethod ? reducedFrom.Construct([.. method.TypeArguments]) : reducedFrom)
            : method;
        ContextOverload? withToken = null;
        for (var type = called.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(called.Name))
            {
                if (member is IMethodSymbol candidate && Match(called, candidate, symbols) is { } match)
                {
                    if (symbols.IsContext(match.Method.Parameters[match.Index].Type))
                    {
                        return match;
                    }

                    withToken ??= match;
                }
            }
        }

        return withToken;
    }

    private static ContextOverload? Match(IMethodSymbol called, IMethodSymbol candidate, PlumblineSymbols symbols)
    {
        if (candidate.IsStatic != called.IsStatic
            || candidate.Arity != called.Arity
            || candidate.IsExtensionMethod != called.IsExtensionMethod
            || candidate.Parameters.Length <= called.Parameters.Length
            || candidate.MethodKind != called.MethodKind
            || SymbolEqualityComparer.Default.Equals(candidate, called.OriginalDefinition))
        {
            return null;
        }

        var index = IndexOfContext(candidate, symbols);
        if (index < 0 || IsObsolete(candidate))
        {
            return null;
        }

        var constructed = candidate.Arity == 0 ? candidate : candidate.Construct([.. called.TypeArguments]);
        return TakesTheSame(called, constructed, index) && Returns(called.ReturnType, constructed.ReturnType) is { } needsAwait
            ? new ContextOverload(constructed, index, needsAwait)
            : null;
    }

    // Exactly one parameter: with two, which of them is meant is a guess.
    private static int IndexOfContext(IMethodSymbol candidate, PlumblineSymbols symbols)
    {
        var index = -1;
        for (var i = candidate.IsExtensionMethod ? 1 : 0; i < candidate.Parameters.Length; i++)
        {
            var parameter = candidate.Parameters[i];
            if (symbols.IsContext(parameter.Type) || symbols.IsToken(parameter.Type))
            {
                if (index >= 0 || parameter.RefKind is not (RefKind.None or RefKind.In))
                {
                    return -1;
                }

                index = i;
            }
        }

        return index;
    }

    private static bool TakesTheSame(IMethodSymbol called, IMethodSymbol candidate, int index)
    {
        var next = 0;
        foreach (var parameter in called.Parameters)
        {
            next += next == index ? 1 : 0;
            if (next >= candidate.Parameters.Length || !IsSame(parameter, candidate.Parameters[next++]))
            {
                return false;
            }
        }

        for (next += next == index ? 1 : 0; next < candidate.Parameters.Length; next++)
        {
            if (!candidate.Parameters[next].IsOptional)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame(IParameterSymbol one, IParameterSymbol other) =>
        one.RefKind == other.RefKind && one.IsParams == other.IsParams && SymbolEqualityComparer.Default.Equals(one.Type, other.Type);

    // Null: another type; false: the same type; true: both are tasks of the same.
    private static bool? Returns(ITypeSymbol called, ITypeSymbol candidate)
    {
        if (SymbolEqualityComparer.Default.Equals(called, candidate))
        {
            return false;
        }

        return CallSite.IsTaskLike(called) && CallSite.IsTaskLike(candidate)
            && called is INamedTypeSymbol one && candidate is INamedTypeSymbol other
            && one.TypeArguments.Length == other.TypeArguments.Length
            && one.TypeArguments.All(argument => SymbolEqualityComparer.Default.Equals(argument, other.TypeArguments[0]))
            ? true
            : null;
    }

    private static bool IsObsolete(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "ObsoleteAttribute")
            {
                return true;
            }
        }

        return false;
    }
}
