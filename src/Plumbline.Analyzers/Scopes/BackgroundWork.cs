using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Finds work that is started and that nobody waits for.</summary>
internal sealed class BackgroundWork(Compilation compilation, PlumblineSymbols symbols)
{
    private readonly INamedTypeSymbol? _threadPool = compilation.GetTypeByMetadataName("System.Threading.ThreadPool");
    private readonly INamedTypeSymbol? _thread = compilation.GetTypeByMetadataName("System.Threading.Thread");
    private readonly INamedTypeSymbol? _timer = compilation.GetTypeByMetadataName("System.Threading.Timer");

    /// <summary>Whether a call of a method may start such work.</summary>
    internal bool MayBegin(IMethodSymbol method) => method is { ReturnsVoid: true, IsAsync: true }
        || method.ReturnType is ITypeParameterSymbol
        || symbols.IsTask(method.ReturnType)
        || SymbolEqualityComparer.Default.Equals(method.ContainingType, _threadPool);

    /// <summary>The values that such work is handed: arguments and lambdas; empty when the operation starts none.</summary>
    internal IReadOnlyList<IOperation> Handed(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } call when IsLeft(call) => [.. call.Arguments.Select(static argument => argument.Value), .. Body(call)],
        IInvocationOperation { Arguments.Length: > 0 } call when IsLeft(call) => [.. call.Arguments.Select(static argument => argument.Value)],
        IObjectCreationOperation { Arguments.Length: > 0 } creation when IsLeft(creation) => [creation.Arguments[0].Value],
        IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation source } handler when IsForeign(source) && ContextSource.Lambda(handler.HandlerValue) is not null => [handler.HandlerValue],
        _ => [],
    };

    /// <summary>Whether the work is waited for by another way than its task: it has one end of a channel, and the function goes on with the other.</summary>
    internal static bool IsJoined(IOperation work, IReadOnlyList<IOperation> handed)
    {
        var locals = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in handed.SelectMany(static value => value.DescendantsAndSelf()))
        {
            if (operation is ILocalReferenceOperation { Local: { Type: var type } local } && IsMeetingPlace(type))
            {
                locals.Add(local);
            }
        }

        return locals.Any(local => VariableUses.Of(local, work).Any(reference => reference.Syntax.SpanStart > work.Syntax.Span.End));
    }

    /// <summary>Whether a task is an argument of something that gives nothing back and says that it forgets: <c>SendAsync(ctx).Forget()</c>, <c>Ignore()</c>, <c>SafeFireAndForget(…)</c>.</summary>
    internal static bool IsForgotten(IOperation task)
    {
        while (task.Parent is IConversionOperation)
        {
            task = task.Parent;
        }

        return task.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ReturnsVoid: true, Name: var name } } } && SaysForgotten(name);
    }

    /// <summary>Whether a method's name says that it forgets the task it is given.</summary>
    internal static bool SaysForgotten(string name) => name.Contains("Forget") || name.Contains("Ignore");

    private static bool IsMeetingPlace(ITypeSymbol type) => type.Name is "Channel" or "ChannelReader" or "ChannelWriter" or "Pipe" or "PipeReader" or "PipeWriter" or "BlockingCollection"
        or "TaskCompletionSource" or "SemaphoreSlim" or "CountdownEvent" or "ManualResetEventSlim";

    // FooAsync(…); or _ = FooAsync(…); also with a continuation, or a call that queues.
    private bool IsLeft(IInvocationOperation call)
    {
        if (SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, _threadPool))
        {
            return call.TargetMethod.Name is "QueueUserWorkItem" or "UnsafeQueueUserWorkItem";
        }

        IOperation whole = call;
        while ((whole.Parent is IInvocationOperation { TargetMethod.Name: "ContinueWith" } next && next.Instance == whole)
            || (whole.Parent is IConditionalAccessOperation access && access.WhenNotNull == whole))
        {
            whole = whole.Parent;
        }

        // In this order: most calls are no statements, and that is seen at once.
        return ((IsStatement(whole) || IsForgotten(whole)) && (symbols.IsTask(call.Type) || call.TargetMethod is { ReturnsVoid: true, IsAsync: true }))
            || (symbols.IsTask(call.Type) && VariableUses.IsUnread(whole));
    }

    // A local function works with what is around it, as a lambda does; one that is awaited elsewhere as well has two stories.
    private IEnumerable<IOperation> Body(IInvocationOperation call)
    {
        ILocalFunctionOperation? function = null;
        foreach (var operation in FlowGraphs.RootOf(call).Descendants())
        {
            switch (operation)
            {
                case ILocalFunctionOperation local when IsSame(local.Symbol, call.TargetMethod):
                    function = local;
                    break;
                case IMethodReferenceOperation reference when IsSame(reference.Method, call.TargetMethod):
                    return [];
                case IInvocationOperation other when other != call && IsSame(other.TargetMethod, call.TargetMethod) && (other.Syntax.SpanStart < call.Syntax.SpanStart || !IsLeft(other)):
                    return [];
            }
        }

        return function is null ? [] : [function];
    }

    // Whatever a generic one is made into.
    private static bool IsSame(IMethodSymbol one, IMethodSymbol other) => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition);

    // A thread that nobody joins, a timer that is kept for longer than the method.
    private bool IsLeft(IObjectCreationOperation creation)
    {
        if (SymbolEqualityComparer.Default.Equals(creation.Type, _thread))
        {
            return !ContextSource.Function(creation).Descendants().Any(operation => operation is IInvocationOperation { TargetMethod.Name: "Join" } join
                && SymbolEqualityComparer.Default.Equals(join.TargetMethod.ContainingType, _thread));
        }

        return SymbolEqualityComparer.Default.Equals(creation.Type, _timer)
            && (IsDropped(creation) || creation.Parent is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation });
    }

    // An event of something that was there before: a field's object, or a static one.
    private static bool IsForeign(IEventReferenceOperation source) => source.Instance is null or IFieldReferenceOperation;

    private static bool IsDropped(IOperation operation) => IsStatement(operation) || VariableUses.IsUnread(operation);

    private static bool IsStatement(IOperation operation) => operation.Parent is IExpressionStatementOperation
        || operation.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation };
}
