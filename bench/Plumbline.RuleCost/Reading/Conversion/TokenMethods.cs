using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.RuleCost.Reading.Conversion;

/// <summary>The methods whose token can become a context: one token, by value, and neither a delegate's type nor a foreign type fixes the signature.</summary>
internal sealed class TokenMethods
{
    // Methods that override or implement one another are one family, and share their fate: each points to another of it, the last to itself.
    private readonly Dictionary<ISymbol, ISymbol> _family = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _candidates = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _fixed = new(SymbolEqualityComparer.Default);

    /// <summary>How many there are.</summary>
    internal int Count => _candidates.Count - Fixed;

    /// <summary>How many have a token and keep it.</summary>
    internal int Fixed { get; private set; }

    internal static TokenMethods Find(CSharpCompilation compilation)
    {
        var methods = new TokenMethods();
        foreach (var tree in compilation.SyntaxTrees)
            methods.Collect(compilation.GetSemanticModel(tree));

        var names = methods._candidates.Select(static method => method.Name[(method.Name.LastIndexOf('.') + 1)..]).ToHashSet();
        foreach (var tree in compilation.SyntaxTrees)
            methods.FixDelegates(compilation.GetSemanticModel(tree), names);

        methods.FixFamilies();
        return methods;
    }

    /// <summary>The place of the parameter that becomes a context, or -1.</summary>
    internal int IndexOf(IMethodSymbol? method) =>
        method?.OriginalDefinition is { } definition && _candidates.Contains(definition) && !_fixed.Contains(Root(definition)) ? IndexOfToken(definition) : -1;

    internal static bool IsToken(ITypeSymbol? type) => type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    private void Collect(SemanticModel model)
    {
        foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (node is MethodDeclarationSyntax or ConstructorDeclarationSyntax or LocalFunctionStatementSyntax)
            {
                if (model.GetDeclaredSymbol(node) is IMethodSymbol method && IndexOfToken(method) >= 0)
                    Add(method, node);
            }
            else if (node is BaseTypeDeclarationSyntax declaration && model.GetDeclaredSymbol(declaration) is { TypeKind: TypeKind.Class or TypeKind.Struct } type)
            {
                foreach (var member in type.AllInterfaces.SelectMany(static contract => contract.GetMembers()).OfType<IMethodSymbol>())
                {
                    if (member.Parameters.Any(static parameter => IsToken(parameter.Type)) && type.FindImplementationForInterfaceMember(member) is IMethodSymbol implementation)
                        Join(implementation.OriginalDefinition, member.OriginalDefinition);
                }
            }
        }
    }

    private void Add(IMethodSymbol method, SyntaxNode node)
    {
        _candidates.Add(method);
        if (method.OverriddenMethod is { } overridden)
            Join(method, overridden.OriginalDefinition);

        var name = method.Parameters[IndexOfToken(method)].Name;
        if (node.DescendantNodes().OfType<ArgumentSyntax>().Any(argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) && argument.Expression is IdentifierNameSyntax given && given.Identifier.ValueText == name))
            _fixed.Add(method);
    }

    // What is made a delegate has a signature that the delegate's type fixes.
    private void FixDelegates(SemanticModel model, HashSet<string> names)
    {
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => names.Contains(name.Identifier.ValueText)))
        {
            ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            whole = whole.Parent is MemberBindingExpressionSyntax binding ? binding : whole;
            if (whole.Parent is InvocationExpressionSyntax call && call.Expression == whole)
                continue;

            var info = model.GetSymbolInfo(name);
            foreach (var symbol in info.Symbol is { } one ? [one] : info.CandidateSymbols)
            {
                if (symbol is IMethodSymbol method && whole.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } })
                    _fixed.Add((method.ReducedFrom ?? method).OriginalDefinition);
            }
        }
    }

    private void FixFamilies()
    {
        foreach (var method in _family.Keys.Concat(_family.Values).Concat(_candidates).Concat(_fixed).ToList())
        {
            if (!_candidates.Contains(method) || _fixed.Contains(method))
                _fixed.Add(Root(method));
        }

        Fixed = _candidates.Count(method => _fixed.Contains(Root(method)));
    }

    private void Join(ISymbol one, ISymbol other) => _family[Root(one)] = Root(other);

    private ISymbol Root(ISymbol method)
    {
        while (_family.TryGetValue(method, out var next) && !SymbolEqualityComparer.Default.Equals(next, method))
            method = next;

        return method;
    }

    private static int IndexOfToken(IMethodSymbol method)
    {
        var index = -1;
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            var parameter = method.Parameters[i];
            if (!IsToken(parameter.Type))
                continue;

            if (index >= 0 || parameter.RefKind != RefKind.None || method.IsExtensionMethod && i == 0 || parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "EnumeratorCancellationAttribute"))
                return -1;

            index = i;
        }

        return index;
    }
}
