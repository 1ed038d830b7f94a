using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.RuleCost.Reading.Conversion;

/// <summary>The local sources of a member that can become scopes, and the local tokens that then hold a context.</summary>
internal sealed class TokenSources
{
    private readonly SemanticModel _model;
    private readonly Dictionary<ISymbol, bool> _scopes = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _contexts = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ExpressionSyntax, StatementSyntax> _limits = [];

    internal TokenSources(SemanticModel model, SyntaxNode member, Func<ExpressionSyntax, bool> isContext)
    {
        _model = model;
        var names = member.DescendantNodes().OfType<IdentifierNameSyntax>().ToLookup(static name => name.Identifier.ValueText);
        foreach (var declarator in member.DescendantNodes().OfType<VariableDeclaratorSyntax>())
        {
            if (declarator.Parent is VariableDeclarationSyntax { Variables.Count: 1 } && model.GetDeclaredSymbol(declarator) is ILocalSymbol { RefKind: RefKind.None } local)
            {
                var uses = names[local.Name].Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local)).ToList();
                if (local.Type is { Name: "CancellationTokenSource", ContainingNamespace.Name: "Threading" })
                    AddScope(local, declarator, uses);
                else if (TokenMethods.IsToken(local.Type))
                    AddContext(local, declarator, uses, isContext);
            }
        }
    }

    /// <summary>How many sources become scopes.</summary>
    internal int Count => _scopes.Count;

    /// <summary>Whether a local source becomes a scope.</summary>
    internal bool IsScope(ISymbol? local) => local is not null && _scopes.ContainsKey(local);

    /// <summary>Whether the scope's context needs a declaration of its own, before the scope's.</summary>
    internal bool IsApart(ISymbol local) => _scopes[local];

    /// <summary>Whether a local token becomes a context.</summary>
    internal bool IsContext(ISymbol? local) => local is not null && _contexts.Contains(local);

    /// <summary>The statement that limits a new source, which goes into its derivation.</summary>
    internal StatementSyntax? LimitOf(ExpressionSyntax creation) => _limits.GetValueOrDefault(creation);

    /// <summary>Whether a statement is one that went into a derivation.</summary>
    internal bool IsLimit(StatementSyntax statement) => _limits.ContainsValue(statement);

    /// <summary>The call of <c>CancelAfter</c> in a statement that is nothing else but that, under a condition or not.</summary>
    internal static (ExpressionSyntax? Condition, ExpressionSyntax Time)? LimitIn(StatementSyntax? statement, string name) => statement switch
    {
        IfStatementSyntax { Else: null } choice when LimitIn(choice.Statement is BlockSyntax { Statements: [var only] } ? only : choice.Statement, name) is (null, var time) => (choice.Condition, time),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { ArgumentList.Arguments: [var time], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CancelAfter", Expression: IdentifierNameSyntax source } } }
            when source.Identifier.ValueText == name => (null, time.Expression),
        _ => null,
    };

    /// <summary>Whether an expression makes a source: a plain one, one with a time, or one linked to tokens that are listed.</summary>
    internal static bool IsCreation(ExpressionSyntax? value) => value switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: < 2, Initializer: null } => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CreateLinkedTokenSource" } } => true,
        _ => false,
    };

    private void AddScope(ILocalSymbol local, VariableDeclaratorSyntax declarator, List<IdentifierNameSyntax> uses)
    {
        var creations = new List<ExpressionSyntax>();
        var first = declarator.Initializer?.Value;
        if (IsCreation(first))
            creations.Add(first!);
        else if (first is not (null or LiteralExpressionSyntax))
            return;

        var limits = new List<StatementSyntax>();
        foreach (var use in uses)
        {
            if (use.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } assignment && assignment.Left == use)
            {
                if (IsCreation(assignment.Right))
                    creations.Add(assignment.Right);
                else if (assignment.Right is not LiteralExpressionSyntax)
                    return;
            }
        }

        if (creations.Count == 0 || creations.Any(static creation => !IsListed(creation)))
            return;

        var isApart = first != creations[0] || creations.Count > 1;
        if (isApart && declarator.Parent!.Parent is not LocalDeclarationStatementSyntax { Parent: BlockSyntax })
            return;

        var found = new List<(ExpressionSyntax Creation, StatementSyntax Limit)>();
        foreach (var creation in creations)
        {
            if (Following(creation) is { } next && LimitIn(next, local.Name) is not null)
            {
                // What is linked and has a time of its own takes two scopes, and only a declaration has room for them.
                if (IsLinkedToMany(creation) && declarator.Parent!.Parent is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Parent: BlockSyntax } || !IsPlain(creation))
                    return;

                found.Add((creation, next));
                limits.Add(next);
            }
        }

        if (!uses.TrueForAll(use => IsUse(use, limits)))
            return;

        _scopes.Add(local, isApart);
        foreach (var (creation, limit) in found)
            _limits.Add(creation, limit);
    }

    private void AddContext(ILocalSymbol local, VariableDeclaratorSyntax declarator, List<IdentifierNameSyntax> uses, Func<ExpressionSyntax, bool> isContext)
    {
        var values = uses.Select(static use => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use ? assignment.Right : null).Append(declarator.Initializer?.Value);
        if (values.Any(value => value is not null && IsHeld(value, isContext)) && uses.TrueForAll(static use => use.Parent is not (ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or RefExpressionSyntax)))
            _contexts.Add(local);
    }

    private bool IsHeld(ExpressionSyntax value, Func<ExpressionSyntax, bool> isContext) =>
        isContext(value)
        || (value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token", Expression: IdentifierNameSyntax source } && IsScope(_model.GetSymbolInfo(source).Symbol))
        || (value is IdentifierNameSyntax name && IsContext(_model.GetSymbolInfo(name).Symbol));

    private static bool IsListed(ExpressionSyntax creation) =>
        creation is not InvocationExpressionSyntax call || Linked(call).All(static token => token is not null);

    private static bool IsPlain(ExpressionSyntax creation) => creation is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } };

    private static bool IsLinkedToMany(ExpressionSyntax creation) => creation is InvocationExpressionSyntax call && Linked(call).Count() > 1;

    /// <summary>The tokens that a source is linked to; null for an array whose items nobody can see.</summary>
    internal static IEnumerable<ExpressionSyntax?> Linked(InvocationExpressionSyntax creation) => creation.ArgumentList.Arguments switch
    {
        [{ Expression: ArrayCreationExpressionSyntax { Initializer: { } items } }] => items.Expressions,
        [{ Expression: ImplicitArrayCreationExpressionSyntax items }] => items.Initializer.Expressions,
        [{ Expression: ArrayCreationExpressionSyntax or CollectionExpressionSyntax }] => Enumerable.Repeat<ExpressionSyntax?>(null, 1),
        var listed => listed.Select(static ExpressionSyntax? (argument) => argument.Expression),
    };

    private static StatementSyntax? Following(ExpressionSyntax creation)
    {
        var statement = creation.FirstAncestorOrSelf<StatementSyntax>();
        return statement switch
        {
            UsingStatementSyntax { Statement: BlockSyntax { Statements: [var first, ..] } } => first,
            { Parent: BlockSyntax block } => block.Statements.ElementAtOrDefault(block.Statements.IndexOf(statement) + 1),
            _ => null,
        };
    }

    private static bool IsUse(IdentifierNameSyntax use, List<StatementSyntax> limits)
    {
        if (limits.Exists(limit => limit.Span.Contains(use.Span)))
            return true;

        return use.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token" or "IsCancellationRequested" } => true,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Cancel" or "Dispose", Parent: InvocationExpressionSyntax } => true,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CancelAsync", Parent: InvocationExpressionSyntax call } => AwaitedStatement(call) is not null,
            ConditionalAccessExpressionSyntax { Parent: ExpressionStatementSyntax, WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Cancel" or "Dispose" } } } => true,
            CastExpressionSyntax { Parent: ParenthesizedExpressionSyntax { Parent: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" } } } => true,
            AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax } assignment => assignment.Left == use,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Right: LiteralExpressionSyntax } => true,
            UsingStatementSyntax => true,
            _ => false,
        };
    }

    /// <summary>The statement that does nothing but await a call, or null.</summary>
    internal static ExpressionStatementSyntax? AwaitedStatement(InvocationExpressionSyntax call)
    {
        SyntaxNode outer = call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : call;
        return outer.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax statement } ? statement : null;
    }
}
