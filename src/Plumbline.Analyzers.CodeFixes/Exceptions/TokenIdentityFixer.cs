using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.CodeFixes.Exceptions;

/// <summary>Fixes PLB0014: asks the context, or the token where there is none, for its state.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class TokenIdentityFixer : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [TokenIdentityRule.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not ExpressionSyntax comparison
            || model is null
            || PlumblineSymbols.For(model.Compilation) is not { } symbols
            || comparison.FirstAncestorOrSelf<CatchClauseSyntax>() is not { } clause
            || AwaitedCleanup.LiesBefore(clause)
            || Operands(comparison, model, symbols) is not var (exception, other, negated))
        {
            return;
        }

        if (ContextOf(other, model, symbols) is { } ctx)
        {
            var canceled = $"{exception}.IsCanceled({ctx})";
            if (IsPlain(ctx) && IsImported(model, clause.SpanStart, symbols))
            {
                Offer($"Ask whether '{exception}' is the end of '{ctx}'", "end", Joined($"{canceled} || {exception}.IsDeadlineExceeded({ctx})", comparison, negated));
                Offer($"Ask whether '{exception}' is the cancel of '{ctx}', not its deadline", "cancel", negated ? "!" + canceled : canceled);
            }
        }
        else
        {
            var receiver = IsPlain(other) ? other.ToString() : $"({other})";
            Offer($"Ask whether '{other}' is canceled", "token", $"{(negated ? "!" : "")}{receiver}.IsCancellationRequested");
        }

        void Offer(string title, string key, string replacement) => context.RegisterCodeFix(
            CodeAction.Create(
                title,
                async cancel =>
                {
                    var text = await context.Document.GetTextAsync(cancel).ConfigureAwait(false);
                    return context.Document.WithText(text.WithChanges(new TextChange(comparison.Span, replacement)));
                },
                key),
            context.Diagnostics);
    }

    private static (ExpressionSyntax Exception, ExpressionSyntax Other, bool Negated)? Operands(ExpressionSyntax comparison, SemanticModel model, PlumblineSymbols symbols)
    {
        var (left, right) = comparison switch
        {
            BinaryExpressionSyntax binary => (binary.Left, binary.Right),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: { Count: 1 } arguments } => (access.Expression, arguments[0].Expression),
            _ => (null, null),
        };
        var negated = comparison.IsKind(SyntaxKind.NotEqualsExpression);
        return left is null || right is null ? null
            : ExceptionOf(left, model, symbols) is { } first ? (first, Bare(right), negated)
            : ExceptionOf(right, model, symbols) is { } second ? (second, Bare(left), negated)
            : null;
    }

    private static ExpressionSyntax? ExceptionOf(ExpressionSyntax expression, SemanticModel model, PlumblineSymbols symbols) =>
        Bare(expression) is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CancellationToken" } access
        && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(access).Symbol?.ContainingType, symbols.OperationCanceledException)
            ? access.Expression
            : null;

    private static ExpressionSyntax? ContextOf(ExpressionSyntax token, SemanticModel model, PlumblineSymbols symbols) =>
        symbols.IsContext(model.GetTypeInfo(token).Type) ? token
        : token is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Token" } access && symbols.IsContext(model.GetTypeInfo(access.Expression).Type) ? access.Expression
        : null;

    private static ExpressionSyntax Bare(ExpressionSyntax expression) =>
        expression is ParenthesizedExpressionSyntax parenthesized ? Bare(parenthesized.Expression) : expression;

    // What may stand twice, and before a dot.
    private static bool IsPlain(ExpressionSyntax expression) =>
        expression is IdentifierNameSyntax or ThisExpressionSyntax || (expression is MemberAccessExpressionSyntax access && IsPlain(access.Expression));

    private static string Joined(string either, ExpressionSyntax comparison, bool negated) =>
        negated ? $"!({either})" : comparison.Parent is CatchFilterClauseSyntax or ParenthesizedExpressionSyntax ? either : $"({either})";

    private static bool IsImported(SemanticModel model, int position, PlumblineSymbols symbols) =>
        symbols.Exception is { } exception && model.LookupSymbols(position, exception, "IsCanceled", includeReducedExtensionMethods: true).Any();
}
