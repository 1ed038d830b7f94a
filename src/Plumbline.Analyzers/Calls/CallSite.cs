using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Scopes;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>What stands around a call: whether anyone waits for it, and what it is given.</summary>
internal static class CallSite
{
    /// <summary>Whether a call does nothing but begin something that its result, a disposable struct other than a scope, or one end of a pipe, ends: what its token covers is not this call.</summary>
    internal static bool IsBeginning(IMethodSymbol method) =>
        method.ReturnType is { Name: "PipeReader" or "PipeWriter" or "IDuplexPipe", ContainingNamespace: { Name: "Pipelines", ContainingNamespace.Name: "IO" } }
        || (method.ReturnType is { IsValueType: true, ContainingNamespace: not { Name: "Plumbline", ContainingNamespace.IsGlobalNamespace: true } } type
            && !IsTaskLike(type)
            && type.AllInterfaces.Any(static contract => contract.SpecialType is SpecialType.System_IDisposable));

    /// <summary>Whether a method gives nothing to wait for, and what it starts is for others: <c>StartReading(ctx)</c>.</summary>
    internal static bool IsStart(IMethodSymbol method) =>
        method is { ReturnsVoid: true, Name: var name } && name.StartsWith("Start", StringComparison.Ordinal) && (name.Length == 5 || char.IsUpper(name[5]));

    /// <summary>Whether the task a call returns is dropped (also by a <c>Forget()</c> or <c>Ignore()</c>), watched by another method, or put away for whoever comes later: background work, which has no use for its caller's context.</summary>
    internal static bool IsDropped(IOperation call)
    {
        var outer = Outermost(call);
        while (IsTaskLike(outer.Type) && Continuation(outer) is { } next)
        {
            outer = Outermost(next);
        }

        return outer.Parent switch
        {
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } => IsTaskLike(outer.Type),
            IExpressionStatementOperation => IsTaskLike(outer.Type),
            _ => IsTaskLike(outer.Type) && (BackgroundWork.IsForgotten(outer) || WatchedWork.Is(outer)),
        };
    }

    /// <summary>Whether the call is waited for where it stands: awaited, returned, or enumerated.</summary>
    internal static bool IsWaitedFor(IOperation call) => Outermost(call).Parent is IAwaitOperation or IReturnOperation or IForEachLoopOperation;

    /// <summary>Whether the call's task, or what it gives once awaited, is returned: what comes of it is the caller's.</summary>
    internal static bool IsReturned(IOperation call)
    {
        var outer = Outermost(call);
        return outer.Parent is IReturnOperation || (outer.Parent is IAwaitOperation awaited && Outermost(awaited).Parent is IReturnOperation);
    }

    /// <summary>Whether what surrounds the call bounds it: <c>.WithCancellation(ctx)</c>, <c>.WaitAsync(ctx)</c>, <c>ctx.WaitAsync(…)</c>.</summary>
    internal static bool IsBoundOutside(IOperation call, PlumblineSymbols symbols)
    {
        for (var current = call; current.Parent is { } parent; current = parent)
        {
            if (parent is IInvocationOperation outer)
            {
                if (GivesContext(outer, symbols, apartFrom: current))
                {
                    return true;
                }

                if (outer.Instance != current && current is not IArgumentOperation { Parameter.Ordinal: 0 })
                {
                    return false;
                }
            }
            else if (parent is not (IArgumentOperation or IConversionOperation or IParenthesizedOperation))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether a call gets a context or a token, in an argument or through its receiver; one that stands for nothing does not count.</summary>
    internal static bool GivesContext(IInvocationOperation call, PlumblineSymbols symbols, IOperation? apartFrom = null)
    {
        if (call.Instance is { } instance && instance != apartFrom && Mentions(instance, symbols))
        {
            return true;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument != apartFrom && argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter?.RefKind != RefKind.Out && Mentions(argument.Value, symbols))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value is, or is made of, a context or a token.</summary>
    /// <remarks>Without recursion: a concatenation may be thousands deep.</remarks>
    internal static bool Mentions(IOperation value, PlumblineSymbols symbols)
    {
        var work = new Stack<IOperation>();
        work.Push(value);
        while (work.Count > 0)
        {
            // What an awaited call has given back carries its context no more.
            var operation = work.Pop();
            if (operation is IAwaitOperation || IsNothing(operation, symbols))
            {
                continue;
            }

            if (symbols.IsContext(operation.Type) || symbols.IsToken(operation.Type))
            {
                return true;
            }

            foreach (var child in operation.ChildOperations)
            {
                work.Push(child);
            }
        }

        return false;
    }

    /// <summary>Whether a value is a context or a token that never ends: <c>default</c>, <c>CancellationToken.None</c>, <c>Context.Background</c>, <c>Context.Todo()</c>.</summary>
    internal static bool IsNothing(IOperation value, PlumblineSymbols symbols) => value switch
    {
        IConversionOperation conversion => IsNothing(conversion.Operand, symbols),
        IDefaultValueOperation => symbols.IsContext(value.Type) || symbols.IsToken(value.Type),
        IObjectCreationOperation { Arguments.Length: 0, Initializer: null } => symbols.IsContext(value.Type) || symbols.IsToken(value.Type),
        IInvocationOperation { TargetMethod: { Name: "Todo", IsStatic: true } method } => symbols.IsContext(method.ContainingType),
        IPropertyReferenceOperation { Instance: null, Property: { Name: "None" } none } => symbols.IsToken(none.ContainingType),
        IPropertyReferenceOperation { Instance: null, Property: { Name: "Background" } root } => symbols.IsContext(root.ContainingType),
        IPropertyReferenceOperation { Instance: { } instance, Property: { Name: "Token" } bare } => symbols.IsContext(bare.ContainingType) && IsNothing(instance, symbols),
        _ => false,
    };

    /// <summary>Whether a type can be awaited: a task, a value task, or an awaitable of a library.</summary>
    internal static bool IsTaskLike(ITypeSymbol? type) => type is INamedTypeSymbol
    {
        Name: "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable",
        ContainingNamespace: { Name: "Tasks" or "CompilerServices" },
    };

    /// <summary>Whether the nearest function around a node is async, and no lock lies between: whether <c>await</c> can stand there.</summary>
    internal static bool CanAwait(SyntaxNode node)
    {
        for (var current = node.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case LockStatementSyntax or QueryExpressionSyntax or UnsafeStatementSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax function:
                    return function.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case GlobalStatementSyntax:
                    return true;
                case MemberDeclarationSyntax member:
                    return member.Modifiers.Any(SyntaxKind.AsyncKeyword);
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Where a call says what it calls: the name, without receiver, type arguments and arguments.</summary>
    internal static Location NameOf(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax invocation => NameOf(invocation.Expression),
        MemberAccessExpressionSyntax member => member.Name.Identifier.GetLocation(),
        MemberBindingExpressionSyntax member => member.Name.Identifier.GetLocation(),
        SimpleNameSyntax name => name.Identifier.GetLocation(),
        ConstructorInitializerSyntax initializer => initializer.ThisOrBaseKeyword.GetLocation(),
        PrimaryConstructorBaseTypeSyntax { Type: var type } => type.GetLocation(),
        _ => syntax.GetLocation(),
    };

    // LoadAsync().ContinueWith(…), LoadAsync().PipeTo(…): a task that is made of this one.
    private static IInvocationOperation? Continuation(IOperation task) => task.Parent switch
    {
        IInvocationOperation call when call.Instance == task && IsTaskLike(call.Type) => call,
        IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } call } when IsTaskLike(call.Type) => call,
        _ => null,
    };

    // With its `.ConfigureAwait(false)` and the conversions around it.
    private static IOperation Outermost(IOperation call)
    {
        var current = call;
        while (current.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" }
            || (current.Parent is IConditionalAccessOperation access && access.WhenNotNull == current)
            || (current.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } }))
        {
            current = current.Parent;
        }

        return current;
    }
}
