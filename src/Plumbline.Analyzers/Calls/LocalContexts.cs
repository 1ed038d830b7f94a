using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>The contexts that statements declare: locals with a value, and what a deriving call gives back through <c>out var</c>.</summary>
internal readonly struct LocalContexts(SemanticModel model, PlumblineSymbols symbols, bool orRoot, CancellationToken token)
{
    /// <summary>The context declared nearest before a statement among those it stands with, or null.</summary>
    internal ISymbol? Before(SyntaxList<StatementSyntax> statements, SyntaxNode statement) => Before(statements, statements.IndexOf(x => x == statement));

    /// <summary>The same for top-level statements.</summary>
    internal ISymbol? Before(CompilationUnitSyntax unit, SyntaxNode statement)
    {
        var before = new List<StatementSyntax>();
        foreach (var member in unit.Members)
        {
            if (member == statement)
            {
                break;
            }

            if (member is GlobalStatementSyntax global)
            {
                before.Add(global.Statement);
            }
        }

        return Before(before);
    }

    /// <summary>The context that a declaration or an expression makes, or null.</summary>
    /// <param name="node">A statement, or what stands in the head of a <c>using</c>.</param>
    /// <param name="afterwards">The statements between it and the place that asks: where they dispose of the scope, its context is gone.</param>
    internal ISymbol? In(SyntaxNode? node, IEnumerable<StatementSyntax> afterwards)
    {
        if (node is LocalDeclarationStatementSyntax statement)
        {
            node = statement.Declaration;
        }

        if (node is VariableDeclarationSyntax declaration)
        {
            for (var i = declaration.Variables.Count - 1; i >= 0; i--)
            {
                var variable = declaration.Variables[i];
                var found = Declared(variable, afterwards) ?? FromOut(variable.Initializer?.Value, variable.Identifier.ValueText, afterwards);
                if (found is not null)
                {
                    return found;
                }
            }

            return null;
        }

        return node switch
        {
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } =>
                FromOut(assignment.Right, (assignment.Left as IdentifierNameSyntax)?.Identifier.ValueText, afterwards),
            ExpressionStatementSyntax expression => FromOut(expression.Expression, scope: null, afterwards),
            ExpressionSyntax expression => FromOut(expression, scope: null, afterwards),
            _ => null,
        };
    }

    private ISymbol? Before(SyntaxList<StatementSyntax> statements, int index)
    {
        var before = new List<StatementSyntax>(Math.Max(index, 0));
        for (var i = 0; i < index; i++)
        {
            before.Add(statements[i]);
        }

        return Before(before);
    }

    private ISymbol? Before(List<StatementSyntax> before)
    {
        for (var i = before.Count - 1; i >= 0; i--)
        {
            if (before[i] is LocalDeclarationStatementSyntax or ExpressionStatementSyntax
                && In(before[i], before.Skip(i + 1)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // `var ctx = …`. One that starts from nothing bounds nothing, unless a deriving call gave it another value since.
    private ISymbol? Declared(VariableDeclaratorSyntax variable, IEnumerable<StatementSyntax> afterwards)
    {
        if (variable.Initializer is not { Value: { } value }
            || model.GetDeclaredSymbol(variable, token) is not ILocalSymbol local
            || !symbols.IsContext(local.Type))
        {
            return null;
        }

        return orRoot || !IsRootOrDetached(value) || afterwards.Any(statement => AssignsByOut(statement, local.Name)) ? local : null;
    }

    // Context.Background, Context.Root(clock), Context.Todo(), default, ctx.WithoutCancel(): told by name, the type is known to be Context.
    private static bool IsRootOrDetached(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax or DefaultExpressionSyntax or BaseObjectCreationExpressionSyntax => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } => called.Name.Identifier.ValueText is "Root" or "Todo" or "WithoutCancel",
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText is "Background",
        _ => false,
    };

    private static bool AssignsByOut(StatementSyntax statement, string name)
    {
        foreach (var node in statement.DescendantNodes())
        {
            if (node is ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword, Expression: IdentifierNameSyntax variable }
                && variable.Identifier.ValueText == name)
            {
                return true;
            }
        }

        return false;
    }

    private ISymbol? FromOut(ExpressionSyntax? expression, string? scope, IEnumerable<StatementSyntax> afterwards)
    {
        if (expression is AwaitExpressionSyntax awaited)
        {
            expression = awaited.Expression;
        }

        // Only the call itself, and those its receiver is made of: what stands under a condition may not have run.
        for (var call = expression as InvocationExpressionSyntax; call is not null;)
        {
            foreach (var argument in call.ArgumentList.Arguments)
            {
                if (argument.Expression is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax designation }
                    && model.GetDeclaredSymbol(designation, token) is ILocalSymbol local
                    && symbols.IsContext(local.Type)
                    && IsLive(call, scope, afterwards)
                    && !(BeginsAtRoot(call) && IsKept(designation, model, token)))
                {
                    return local;
                }
            }

            call = (call.Expression as MemberAccessExpressionSyntax)?.Expression as InvocationExpressionSyntax;
        }

        return null;
    }

    // Context.Background.WithCancel(out var ctx), and ctx is put away for others: what they are stopped by, and not what this method runs under.
    private static bool BeginsAtRoot(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WithCancel", Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Background" } };

    /// <summary>Whether a context, or its token, is assigned to a field or a property in the member that declares it, or returned from there, be it by way of another variable.</summary>
    internal static bool IsKept(SingleVariableDesignationSyntax designation, SemanticModel model, CancellationToken token)
    {
        var names = new HashSet<string> { designation.Identifier.ValueText };
        foreach (var node in HttpCalls.Body(designation)?.DescendantNodes() ?? [])
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer.Value: var value } copy when IsNamed(value, names):
                    names.Add(copy.Identifier.ValueText);
                    break;
                case ReturnStatementSyntax { Expression: { } value } when IsNamed(value, names):
                case AssignmentExpressionSyntax { Right: var kept, Left: var place } when IsNamed(kept, names) && model.GetSymbolInfo(place, token).Symbol is IFieldSymbol or IPropertySymbol:
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    private static bool IsNamed(ExpressionSyntax value, HashSet<string> names) =>
        (value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token", Expression: var context } ? context : value) is IdentifierNameSyntax name && names.Contains(name.Identifier.ValueText);

    // A Try… method has a value to give only where it says so; a scope that was disposed leaves a context that is done.
    private bool IsLive(InvocationExpressionSyntax call, string? scope, IEnumerable<StatementSyntax> afterwards) =>
        (model.GetSymbolInfo(call, token).Symbol as IMethodSymbol)?.ReturnType.SpecialType is not SpecialType.System_Boolean
        && (scope is null || !afterwards.Any(statement => Disposes(statement, scope)));

    private static bool Disposes(StatementSyntax statement, string scope)
    {
        foreach (var node in statement.DescendantNodes())
        {
            if (node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax variable, Name.Identifier.ValueText: "Dispose" or "Cancel" }
                && variable.Identifier.ValueText == scope)
            {
                return true;
            }
        }

        return false;
    }
}
