using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Where the scope that an expression makes goes to.</summary>
internal readonly struct ScopeUse
{
    private ScopeUse(ScopeUseKind kind, ILocalSymbol? local = null, bool isConditional = false, IFieldSymbol? field = null)
    {
        Kind = kind;
        Local = local;
        Field = field;
        IsConditional = isConditional;
    }

    internal ScopeUseKind Kind { get; }

    /// <summary>The variable that holds it, where it is one.</summary>
    internal ILocalSymbol? Local { get; }

    /// <summary>The field that holds it, where it is one.</summary>
    internal IFieldSymbol? Field { get; }

    /// <summary>Whether the variable may hold nothing instead: set in an assignment, or by one arm of a conditional expression.</summary>
    internal bool IsConditional { get; }

    /// <summary>Climbs from the expression to what takes its value.</summary>
    internal static ScopeUse Of(IOperation creation)
    {
        var isConditional = false;
        var value = creation;
        while (Carrier(value) is { } carrier)
        {
            isConditional |= carrier is not (IConversionOperation or IParenthesizedOperation);
            value = carrier;
        }

        return value.Parent switch
        {
            IExpressionStatementOperation => new(ScopeUseKind.Discarded),
            ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation } => new(ScopeUseKind.Discarded),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.RefKind: RefKind.None } local, Parent: IExpressionStatementOperation } =>
                new(ScopeUseKind.Local, local.Local, isConditional: true),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation field, Parent: IExpressionStatementOperation } => new(ScopeUseKind.Elsewhere, field: field.Field),
            IUsingOperation => new(ScopeUseKind.Using),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Declared(declarator, isConditional),
            _ => new(ScopeUseKind.Elsewhere),
        };
    }

    private static ScopeUse Declared(IVariableDeclaratorOperation declarator, bool isConditional) => declarator.Parent?.Parent?.Parent switch
    {
        IUsingDeclarationOperation or IUsingOperation => new(ScopeUseKind.Using, declarator.Symbol, isConditional),
        _ when declarator.Symbol.RefKind != RefKind.None => new(ScopeUseKind.Elsewhere),
        _ => new(ScopeUseKind.Local, declarator.Symbol, isConditional),
    };

    // The expression around this one whose value is this one's, or null.
    private static IOperation? Carrier(IOperation value) => value.Parent switch
    {
        IConversionOperation or IParenthesizedOperation or ISwitchExpressionArmOperation => value.Parent,
        ISwitchExpressionOperation match when match.Value != value => match,
        IConditionalOperation { Type: not null } choice when choice.Condition != value => choice,
        ICoalesceOperation coalesce => coalesce,
        IConditionalAccessOperation access when access.WhenNotNull == value => access,
        _ => null,
    };
}
