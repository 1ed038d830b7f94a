using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Plumbline.RuleCost.Reading.Conversion;

internal sealed partial class ContextRewriter
{
    private const string Scope = "global::Plumbline.CancelScope";

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var statements = new List<StatementSyntax>();
        foreach (var statement in node.Statements)
        {
            if (_sources?.IsLimit(statement) == true)
                continue;

            if (statement is LocalDeclarationStatementSyntax { Declaration.Variables: [var only] } && model.GetDeclaredSymbol(only) is { } local && _sources?.IsScope(local) == true)
                statements.AddRange(Before(local, only));

            statements.Add((StatementSyntax)Visit(statement)!);
        }

        return node.WithStatements([.. statements]);
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        switch (node.Expression)
        {
            case AwaitExpressionSyntax awaited when awaited.DescendantNodes().OfType<IdentifierNameSyntax>().FirstOrDefault() is { Parent: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CancelAsync" } } source && IsScope(source):
                return Statement($"{source.Identifier.Text}.Cancel();").WithTriviaFrom(node);
            case ConditionalAccessExpressionSyntax { Expression: IdentifierNameSyntax source } access when IsScope(source):
                return Statement($"{source.Identifier.Text}{access.WhenNotNull.ToString().Replace("(true)", "()", StringComparison.Ordinal).Replace("(false)", "()", StringComparison.Ordinal)};").WithTriviaFrom(node);
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Cancel", Expression: IdentifierNameSyntax source } } when IsScope(source):
                return Statement($"{source.Identifier.Text}.Cancel();").WithTriviaFrom(node);
            default:
                return base.VisitExpressionStatement(node);
        }
    }

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node) =>
        node.Left is IdentifierNameSyntax source && IsScope(source)
            ? node.WithRight(Parsed($"default({Scope})").WithTriviaFrom(node.Right))
            : base.VisitBinaryExpression(node);

    // What stands before a scope's declaration: its context, where several derivations write it; the merged parent of one that is limited too.
    private IEnumerable<StatementSyntax> Before(ISymbol local, VariableDeclaratorSyntax declarator)
    {
        if (_sources!.IsApart(local))
        {
            yield return Statement($"{Context} {ContextOf(local.Name)} = default({Context});");
        }
        else if (declarator.Initializer?.Value is InvocationExpressionSyntax creation && _sources.LimitOf(creation) is not null && Parents(creation) is { Count: > 1 } parents)
        {
            yield return Statement($"using {Scope} {local.Name}Merge = {Merge(parents)} out {Context} {ContextOf(local.Name)}Merged);");
        }
    }

    private VariableDeclarationSyntax Declared(VariableDeclarationSyntax node, VariableDeclaratorSyntax only, ISymbol local)
    {
        var initializer = only.Initializer;
        if (initializer is not null)
        {
            var value = TokenSources.IsCreation(initializer.Value) ? Derivation(initializer.Value, local) : Parsed($"default({Scope})");
            initializer = initializer.WithValue(value);
        }

        return node.WithType(Named(Scope)).WithLeadingTrivia(node.GetLeadingTrivia()).WithVariables([only.WithInitializer(initializer)]);
    }

    private AssignmentExpressionSyntax Written(AssignmentExpressionSyntax node, IdentifierNameSyntax name) =>
        node.WithRight(TokenSources.IsCreation(node.Right) ? Derivation(node.Right, model.GetSymbolInfo(name).Symbol!) : Parsed($"default({Scope})")); // IsScope found the symbol

    private ExpressionSyntax Derivation(ExpressionSyntax creation, ISymbol local)
    {
        var child = _sources!.IsApart(local) ? ContextOf(local.Name) : $"{Context} {ContextOf(local.Name)}";
        var parents = Parents(creation);
        var time = creation is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var given] } ? Time(given.Expression) : null;
        if (_sources.LimitOf(creation) is { } limit && TokenSources.LimitIn(limit, local.Name) is var (condition, later))
        {
            time = condition is null ? Time(later) : $"({Visit(condition)}) ? {Time(later)} : global::System.Threading.Timeout.InfiniteTimeSpan";
            if (parents.Count > 1)
                return Parsed($"{ContextOf(local.Name)}Merged.WithTimeout({time}, out {child})");
        }

        if (parents.Count > 1)
            return Parsed($"{Merge(parents)} out {child})");

        var parent = parents.Count == 0 ? Context + ".Background" : parents[0];
        return Parsed(time is null ? $"{parent}.WithCancel(out {child})" : $"{parent}.WithTimeout({time}, out {child})");
    }

    private List<string> Parents(ExpressionSyntax creation) =>
        creation is InvocationExpressionSyntax call ? [.. TokenSources.Linked(call).Where(token => !IsNone(token!)).Select(token => ToContext(token!).ToString())] : []; // TokenSources takes only those that are listed

    private static string Merge(List<string> parents) => $"{Context}.Merge(new {Context}[] {{ {string.Join(", ", parents)} }},";

    private string Time(ExpressionSyntax time) =>
        model.GetTypeInfo(time).Type?.SpecialType == SpecialType.System_Int32 ? $"global::System.TimeSpan.FromMilliseconds({Visit(time)})" : Visit(time)!.ToString();

    private static StatementSyntax Statement(string text) => SyntaxFactory.ParseStatement(text + "\n");
}
