using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Knows what is still under a context when it is returned: tasks, sequences, and what is read bit by bit.</summary>
/// <remarks>Immutable once made; safe from any thread.</remarks>
internal sealed class UnfinishedWork(Compilation compilation, PlumblineSymbols symbols)
{
    // HttpCompletionOption.ResponseHeadersRead: the body is still to come.
    private const int HeadersRead = 1;

    private readonly INamedTypeSymbol? _response = compilation.GetTypeByMetadataName("System.Net.Http.HttpResponseMessage");
    private readonly INamedTypeSymbol? _completion = compilation.GetTypeByMetadataName("System.Net.Http.HttpCompletionOption");
    private readonly INamedTypeSymbol?[] _read =
    [
        compilation.GetTypeByMetadataName("System.IO.Stream"),
        compilation.GetTypeByMetadataName("System.IO.TextReader"),
        compilation.GetTypeByMetadataName("System.IO.StreamReader"),
        compilation.GetTypeByMetadataName("System.IO.Pipelines.PipeReader"),
        compilation.GetTypeByMetadataName("System.Data.Common.DbDataReader"),
        compilation.GetTypeByMetadataName("System.Threading.Channels.ChannelReader`1"),
    ];

    /// <summary>Whether a value of this type may be unfinished.</summary>
    internal bool IsUnfinished(ITypeSymbol? type) => symbols.IsTask(type) || IsSequence(type) || IsRead(type) || IsResponse(type);

    /// <summary>Whether the value was made by a call that was given this context, and is not awaited or read yet.</summary>
    internal bool IsMadeUnder(IOperation? value, ISymbol context) => ScopeCreation.Strip(value) switch
    {
        IAwaitOperation { Operation: var awaited } => !symbols.IsTask(value!.Type) && IsReadUnder(CallIn(awaited), value.Type, context),
        IInvocationOperation call when symbols.IsTask(call.Type) => IsTaskUnder(call, context),
        IInvocationOperation call when IsSequence(call.Type) => IsGiven(call, context, orToken: true),
        IInvocationOperation call => IsReadUnder(call, call.Type, context),
        IObjectCreationOperation { Arguments.Length: 1 } wrapper when symbols.IsTask(wrapper.Type) => IsMadeUnder(wrapper.Arguments[0].Value, context),
        IConditionalOperation choice => IsMadeUnder(choice.WhenTrue, context) || IsMadeUnder(choice.WhenFalse, context),
        ISwitchExpressionOperation choice => choice.Arms.Any(arm => IsMadeUnder(arm.Value, context)),
        ILocalReferenceOperation local => IsLocalMadeUnder(local, context),
        _ => false,
    };

    private bool IsTaskUnder(IInvocationOperation call, ISymbol context)
    {
        // A task that is made complete needs nothing any more.
        var isTasks = symbols.IsTask(call.TargetMethod.ContainingType);
        if (isTasks && call.TargetMethod.IsStatic && call.TargetMethod.Name.StartsWith("From", StringComparison.Ordinal))
            return false;

        if (symbols.IsTask(call.Instance?.Type) || (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 && symbols.IsTask(call.Arguments[0].Value.Type)))
            return IsMadeUnder(call.Instance ?? call.Arguments[0].Value, context);

        if (isTasks && call.TargetMethod.Name is "WhenAll" or "WhenAny")
            return call.Arguments.SelectMany(static argument => Elements(argument.Value)).Any(element => IsMadeUnder(element, context) || AreMadeUnder(element, context));

        var isStart = (isTasks && call.TargetMethod.Name == "Run") || (call.TargetMethod.Name == "StartNew" && call.TargetMethod.ContainingType.Name == "TaskFactory");
        return IsGiven(call, context, orToken: true)
            || (isStart && call.Arguments.Any(argument => argument.Value.Descendants().Any(operation => VariableUses.Is(operation, context))));
    }

    // Several tasks in one value: `all.Select(one => DoAsync(call, one))`, also listed, and a list to which such are added.
    private bool AreMadeUnder(IOperation? value, ISymbol context) => ScopeCreation.Strip(value) switch
    {
        IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray", ContainingType.Name: "Enumerable" }, Arguments.Length: 1 } listed => AreMadeUnder(listed.Arguments[0].Value, context),
        IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" }, Arguments.Length: 2 } projection =>
            ContextSource.Lambda(projection.Arguments[1].Value) is { } lambda
            && lambda.Body.Descendants().Any(operation => operation is IInvocationOperation call && IsGiven(call, context, orToken: true)),
        ILocalReferenceOperation { Local: var list } use => IsListMadeUnder(list, use, context),
        _ => false,
    };

    // A variable that nobody touches but to add to it.
    private bool IsListMadeUnder(ILocalSymbol list, IOperation use, ISymbol context)
    {
        var added = new List<IOperation>();
        foreach (var reference in VariableUses.Of(list, use))
        {
            if (reference.Syntax == use.Syntax)
                continue;

            if (reference.Parent is not IInvocationOperation { TargetMethod.Name: "Add", Arguments.Length: 1 } call || call.Instance != reference)
                return false;

            // A list whose tasks wait for those of a list is not followed: they may come back to this one.
            if (call.Arguments[0].Value is var value && value.DescendantsAndSelf().Any(static part => part is IInvocationOperation { TargetMethod.Name: "WhenAll" or "WhenAny" }))
                return false;

            added.Add(value);
        }

        return added.Any(value => IsMadeUnder(value, context))
            || (VariableUses.Declarator(list, use)?.Initializer?.Value is { } made && ScopeCreation.Strip(made) is not ILocalReferenceOperation && AreMadeUnder(made, context));
    }

    // What is read bit by bit is bound to a context it was opened with; a plain token usually covers the opening only.
    // So does the context of what connects: a connection lives on, and whoever uses it ends it.
    private bool IsReadUnder(IInvocationOperation? call, ITypeSymbol? type, ISymbol context) => call is not null
        && !IsConnecting(call.TargetMethod)
        && (IsRead(type) || IsSequence(type) || (IsResponse(type) && call.Arguments.Any(IsHeadersRead)))
        && IsGiven(call, context, orToken: false);

    private static bool IsConnecting(IMethodSymbol method) => method.Name.StartsWith("Connect", StringComparison.Ordinal) || method.Name.StartsWith("Accept", StringComparison.Ordinal);

    private bool IsHeadersRead(IArgumentOperation argument) => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, _completion)
        && argument.Value.ConstantValue is { HasValue: true, Value: HeadersRead };

    private bool IsGiven(IInvocationOperation call, ISymbol context, bool orToken) => call.Arguments.Any(argument =>
        argument.Parameter is { } parameter
        && (symbols.IsContext(parameter.Type) || (orToken && symbols.IsToken(parameter.Type)))
        && IsOf(argument.Value, context));

    // The variable, its token, or a context with one more value.
    private static bool IsOf(IOperation? value, ISymbol context) => ScopeCreation.Strip(value) switch
    {
        IPropertyReferenceOperation { Property.Name: "Token" } property => IsOf(property.Instance, context),
        IInvocationOperation { TargetMethod.Name: "WithValue" } layer => IsOf(layer.Instance, context),
        var other => VariableUses.Is(other, context),
    };

    // A variable that is set once, and that nobody touches but the `return` and questions about its state.
    private bool IsLocalMadeUnder(ILocalReferenceOperation local, ISymbol context)
    {
        if (VariableUses.Of(local.Local, local).Any(reference => reference != local && reference.Syntax != local.Syntax && !IsQuestion(reference)))
            return false;

        return VariableUses.Declarator(local.Local, local)?.Initializer?.Value is { } value && ScopeCreation.Strip(value) is not ILocalReferenceOperation && IsMadeUnder(value, context);
    }

    private static bool IsQuestion(IOperation reference) => reference.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: var name } property => property.Instance == reference && name != "Content",
        IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode" } call => call.Instance == reference,
        _ => false,
    };

    private static ImmutableArray<IOperation> Elements(IOperation value) => ScopeCreation.Strip(value) switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        ICollectionExpressionOperation collection => collection.Elements,
        var other => other is null ? [] : [other],
    };

    private static IInvocationOperation? CallIn(IOperation awaited) => ScopeCreation.Strip(awaited) switch
    {
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } inner } => CallIn(inner),
        var other => other as IInvocationOperation,
    };

    private bool IsSequence(ITypeSymbol? type) => Is(type, symbols.AsyncEnumerableOfT);

    private bool IsResponse(ITypeSymbol? type) => Is(type, _response);

    private bool IsRead(ITypeSymbol? type) => type is not null && _read.Any(known => Is(type, known));

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) => type is not null && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, known);
}
