using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Exceptions;

/// <summary>PLB0014: a filter that asks whether the exception bears a certain token.</summary>
internal sealed class TokenIdentityRule : ContextRule
{
    internal const string Id = "PLB0014";

    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        Id,
        "A filter asks for the token's identity",
        "The token in '{0}' is that of whoever threw, often a linked one or none: ask the context instead",
        "Between the caller's token and the one in the exception stand linked sources, and some APIs set none: the filter fails just when it is needed. Ask whether the exception came of the context: 'when (e.IsCanceled(ctx))'.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        if (symbols.OperationCanceledException is not { } canceled)
        {
            return;
        }

        actions.RegisterOperationAction(
            call =>
            {
                if (((ICatchClauseOperation)call.Operation).Filter is not { } filter)
                {
                    return;
                }

                foreach (var operation in filter.DescendantsAndSelf())
                {
                    if (ComparedException(operation, symbols, canceled) is var (exception, token)
                        && !IsRefinement(operation, token)
                        && !IsAskedBeside(operation, token)
                        && !(call.Operation.Parent is ITryOperation guarded && ThrownTokens.AreExactly(token, guarded, symbols)))
                    {
                        call.ReportDiagnostic(Diagnostic.Create(_rule, operation.Syntax.GetLocation(), exception.Syntax.ToString()));
                    }
                }
            },
            OperationKind.CatchClause);
    }

    // 'token.IsCancellationRequested && e.CancellationToken != token' has asked whose end it is, and spares itself what already says so.
    private static bool IsRefinement(IOperation comparison, IOperation token)
    {
        if (comparison is not IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals })
            return false;

        var part = comparison;
        while (part.Parent is IParenthesizedOperation)
            part = part.Parent;

        return part.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both
            && ScopeCreation.Strip(both.LeftOperand == part ? both.RightOperand : both.LeftOperand) is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" or "IsDone", Instance: { } asked }
            && asked.Syntax.ToString() == token.Syntax.ToString();
    }

    // 'e.CancellationToken == token || token.IsCancellationRequested' is right also where the identity fails; so is '|| IsStopping' where that property asks the token.
    private static bool IsAskedBeside(IOperation comparison, IOperation token)
    {
        if (comparison is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals })
            return false;

        for (var part = comparison; part.Parent is IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr }; part = part.Parent)
        {
            if (part.Parent is IBinaryOperation either && AsksToken(ScopeCreation.Strip(either.LeftOperand == part ? either.RightOperand : either.LeftOperand), token.Syntax.ToString()))
                return true;
        }

        return false;
    }

    private static bool AsksToken(IOperation? state, string token) => state switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => AsksToken(ScopeCreation.Strip(either.LeftOperand), token) || AsksToken(ScopeCreation.Strip(either.RightOperand), token),
        IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested" or "IsDone" }, Instance: { } asked } => IsSame(asked.Syntax.ToString(), token),
        IPropertyReferenceOperation { Property.DeclaringSyntaxReferences: { Length: 1 } declared } => declared[0].GetSyntax().DescendantNodes().Any(
            node => node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCancellationRequested" or "IsDone" } access && IsSame(access.Expression.ToString(), token)),
        _ => false,
    };

    // The token of a context is asked by way of the context.
    private static bool IsSame(string asked, string token) => asked == token || asked + ".Token" == token;

    private static (IOperation Exception, IOperation Token)? ComparedException(IOperation operation, PlumblineSymbols symbols, INamedTypeSymbol canceled)
    {
        var (left, right) = operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } compare => (compare.LeftOperand, compare.RightOperand),
            IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } instance, Arguments.Length: 1 } compare => (instance, compare.Arguments[0].Value),
            _ => (null, null),
        };

        if (left is null || right is null)
        {
            return null;
        }

        // Stripped of its conversions an operation is still one: only null gives null.
        return TokenOfException(left, canceled) is { } first && !IsNone(right, symbols) ? (first, ScopeCreation.Strip(right)!)
            : TokenOfException(right, canceled) is { } second && !IsNone(left, symbols) ? (second, ScopeCreation.Strip(left)!)
            : null;
    }

    private static IOperation? TokenOfException(IOperation operand, INamedTypeSymbol canceled) =>
        ScopeCreation.Strip(operand) is IPropertyReferenceOperation { Property.Name: "CancellationToken", Instance: { } exception } property
        && SymbolEqualityComparer.Default.Equals(property.Property.ContainingType, canceled)
            ? exception
            : null;

    // Whether the exception has a token at all is another question.
    private static bool IsNone(IOperation operand, PlumblineSymbols symbols) => ScopeCreation.Strip(operand) switch
    {
        IDefaultValueOperation => true,
        IObjectCreationOperation { Arguments.Length: 0 } => true,
        IPropertyReferenceOperation { Property: { Name: "None", IsStatic: true } none } => symbols.IsToken(none.ContainingType),
        _ => false,
    };
}
