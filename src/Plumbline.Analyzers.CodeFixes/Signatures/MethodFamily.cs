using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Plumbline.Analyzers.CodeFixes.Signatures;

/// <summary>A method with all that share its signature (overrides, implementations, the parts of a partial one), and all places that name them.</summary>
internal sealed class MethodFamily
{
    private MethodFamily(IReadOnlyList<IMethodSymbol> members, IReadOnlyList<ReferenceLocation> references)
    {
        Members = members;
        References = references;
    }

    internal IReadOnlyList<IMethodSymbol> Members { get; }

    internal IReadOnlyList<ReferenceLocation> References { get; }

    /// <summary>Whether a call of the method is a call of the family.</summary>
    internal bool Contains(IMethodSymbol method) =>
        Members.Contains((method.ReducedFrom ?? method).OriginalDefinition, SymbolEqualityComparer.Default);

    internal static async Task<MethodFamily> FindAsync(IMethodSymbol method, int ordinal, Solution solution, CancellationToken cancel)
    {
        var found = await SymbolFinder.FindReferencesAsync(method, solution, cancel).ConfigureAwait(false);
        var members = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method };
        var places = new Dictionary<(DocumentId Document, int Start), ReferenceLocation>();
        foreach (var referenced in found)
        {
            if (referenced.Definition is not IMethodSymbol member || ExtensionMembers.IsMade(member, method))
            {
                continue;
            }

            members.Add(member);
            foreach (var place in referenced.Locations)
            {
                places[(place.Document.Id, place.Location.SourceSpan.Start)] = place;
            }
        }

        foreach (var member in members.ToList())
        {
            Add(member.PartialDefinitionPart);
            Add(member.PartialImplementationPart);
        }

        if (await ExtensionMembers.IsCalledAsStaticAsync(method, solution, cancel).ConfigureAwait(false))
        {
            throw new RefusedException($"The static method that is made of '{method}' is called too.");
        }

        foreach (var member in members)
        {
            Check(member, method.Parameters[ordinal], members, solution);
        }

        return new MethodFamily([.. members], [.. places.Values]);

        void Add(IMethodSymbol? part)
        {
            if (part is not null)
            {
                members.Add(part);
            }
        }
    }

    private static void Check(IMethodSymbol member, IParameterSymbol parameter, HashSet<IMethodSymbol> members, Solution solution)
    {
        if (member.Parameters.Length != ((IMethodSymbol)parameter.ContainingSymbol).Parameters.Length
            || !SymbolEqualityComparer.Default.Equals(member.Parameters[parameter.Ordinal].Type, parameter.Type))
        {
            throw new RefusedException($"'{member}' has other parameters.");
        }

        if (member.OverriddenMethod is { } overridden && !members.Contains(overridden.OriginalDefinition))
        {
            throw new RefusedException($"'{overridden}', which it overrides, cannot be changed.");
        }

        foreach (var signature in Implemented(member))
        {
            if (!members.Contains(signature.OriginalDefinition))
            {
                throw new RefusedException($"'{signature}', which it implements, cannot be changed.");
            }
        }

        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            CheckFree(solution.GetDocument(reference.SyntaxTree), member);
        }

        if (member.DeclaringSyntaxReferences.IsEmpty)
        {
            throw new RefusedException($"'{member}' is not in this solution.");
        }
    }

    private static IEnumerable<IMethodSymbol> Implemented(IMethodSymbol member)
    {
        if (member.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation))
        {
            return [];
        }

        var type = member.ContainingType;
        return type.AllInterfaces
            .SelectMany(static signature => signature.GetMembers().OfType<IMethodSymbol>())
            .Where(signature => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(signature)?.OriginalDefinition, member.OriginalDefinition));
    }

    /// <summary>Refuses a document that is generated, or read by several projects.</summary>
    internal static void CheckFree(Document? document, ISymbol symbol)
    {
        if (document is null || IsGenerated(document))
        {
            throw new RefusedException($"'{symbol}' is generated.");
        }

        if (!document.GetLinkedDocumentIds().IsEmpty)
        {
            throw new RefusedException($"'{document.Name}' belongs to several projects.");
        }
    }

    /// <summary>Whether a document is written by a program, which would write it again as it was.</summary>
    internal static bool IsGenerated(Document document) =>
        document is SourceGeneratedDocument
        || document.Name.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase)
        || document.Name.EndsWith(".generated.cs", StringComparison.OrdinalIgnoreCase)
        || document.Name.EndsWith(".designer.cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>The declaration's parameter list; refused where its order is more than the order of arguments.</summary>
    internal static ParameterListSyntax ParametersOf(SyntaxNode declaration) => declaration switch
    {
        BaseMethodDeclarationSyntax method => method.ParameterList,
        LocalFunctionStatementSyntax function => function.ParameterList,
        ClassDeclarationSyntax { ParameterList: { } parameters } => parameters,
        StructDeclarationSyntax { ParameterList: { } parameters } => parameters,
        DelegateDeclarationSyntax type => type.ParameterList,
        ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
        AnonymousMethodExpressionSyntax { ParameterList: { } parameters } => parameters,
        _ => throw new RefusedException("Only methods, constructors, local functions and delegates can be changed."),
    };
}
