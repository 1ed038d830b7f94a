using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>A context that a call derives from another into a variable of its own (<c>out var child</c>), and the statements in which it is live.</summary>
internal sealed class DerivedScope
{
    private readonly IInvocationOperation _call;
    private readonly IReadOnlyList<IOperation> _statements;
    private readonly IBlockOperation _block;
    private readonly bool _isBlock;

    private DerivedScope(IInvocationOperation call, ISymbol parent, ILocalSymbol child, IReadOnlyList<IOperation> statements, IBlockOperation block, bool isBlock)
    {
        _call = call;
        _statements = statements;
        _block = block;
        _isBlock = isBlock;
        Parent = parent;
        Child = child;
    }

    /// <summary>The local or parameter that is derived from.</summary>
    internal ISymbol Parent { get; }

    /// <summary>The variable the call declares.</summary>
    internal ILocalSymbol Child { get; }

    /// <summary>What a statement of a block opens, or null when it derives nothing, or neither from nor into a variable.</summary>
    internal static DerivedScope? Find(IOperation statement, IBlockOperation block, PlumblineSymbols symbols)
    {
        if (Opening(statement) is not IInvocationOperation call || (Declared(call, symbols) ?? Made(statement, call, symbols)) is not { } child || Source(call, symbols) is not { } parent)
        {
            return null;
        }

        return statement is not IUsingOperation inner
            ? new(call, parent, child, [.. block.Operations.SkipWhile(other => other != statement).Skip(1)], block, isBlock: false)
            : inner.Body is IBlockOperation body ? new(call, parent, child, body.Operations, body, isBlock: true) : null;
    }

    private static IOperation? Opening(IOperation? statement) => statement switch
    {
        IUsingDeclarationOperation declaration => Opening(declaration.DeclarationGroup),
        IUsingOperation block => Opening(block.Resources),
        IVariableDeclarationGroupOperation { Declarations.Length: 1 } group when group.Declarations[0] is { Declarators.Length: 1 } declaration
            => declaration.Declarators[0].GetVariableInitializer()?.Value,
        IInvocationOperation => statement,
        _ => null,
    };

    /// <summary>The references to the parent that should be to the child.</summary>
    internal IEnumerable<IOperation> FindWrong(PassedContexts passing)
    {
        // Mostly the parent is not even named any more, which its text tells without a look at the operations.
        if (!IsNamedHere(Parent))
        {
            return [];
        }

        // Another write of the parent, and it is not what the child came from any more.
        var passed = passing.Of(Here(Parent)).ToList();
        if (passed.Count == 0 || ContextSource.IsWritten(ContextSource.Function(_call), Parent))
        {
            return [];
        }

        if (!PassedContexts.IsUsed(Here(Child)))
        {
            return passed.Where(reference => !ContextSource.IsCleanup(reference, _block));
        }

        // A value that was added changes nothing about how long the work may take.
        if (IsOther(_call))
        {
            return [];
        }

        var onResponse = passed.Where(reference => IsReadOfItsResponse(reference, passing));
        return _isBlock && IsLimit(_call) ? onResponse.Union(AfterTheChild(passing, passed)) : onResponse;
    }

    // using (ctx.WithTimeout(…, out var call)) { await FirstAsync(call); await SecondAsync(ctx); }: straight on, and nobody asks how the child ended.
    private IEnumerable<IOperation> AfterTheChild(PassedContexts passing, List<IOperation> passed)
    {
        if (IsLookedAt())
        {
            yield break;
        }

        var begun = false;
        var children = passing.Of(Here(Child)).ToList();
        foreach (var statement in _statements)
        {
            if (begun && IsPlain(statement))
            {
                foreach (var reference in passed.Where(reference => IsStraight(reference, statement)))
                {
                    yield return reference;
                }
            }

            begun |= IsPlain(statement) && children.Any(reference => IsStraight(reference, statement));
        }
    }

    // Any use of the child but handing it on: its status, a filter of exceptions, a token that is kept.
    private bool IsLookedAt() => Here(Child).Any(static reference =>
        reference.Parent is not (IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: not ("IsCanceled" or "IsDeadlineExceeded") } or IObjectCreationOperation } or IConversionOperation));

    // The references to a variable in the statements in which the child is live.
    private IEnumerable<IOperation> Here(ISymbol variable)
    {
        if (_statements.Count == 0)
        {
            return [];
        }

        var span = TextSpan.FromBounds(_statements[0].Syntax.SpanStart, _statements[_statements.Count - 1].Syntax.Span.End);
        return VariableUses.Of(variable, _call).Where(reference => span.Contains(reference.Syntax.Span));
    }

    private bool IsNamedHere(ISymbol variable) => _statements.Any(statement => Wording.Says(statement.Syntax, variable.Name));

    private static bool IsPlain(IOperation statement) => statement is IExpressionStatementOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation or IReturnOperation;

    private static bool IsStraight(IOperation reference, IOperation statement)
    {
        for (var at = reference; at is not null; at = at.Parent)
        {
            if (at == statement)
            {
                return true;
            }

            if (at is IAnonymousFunctionOperation or IConditionalOperation or ISwitchExpressionOperation or ICoalesceOperation)
            {
                return false;
            }
        }

        return false;
    }

    // response.Content.ReadAsStringAsync(ctx) where the response is what a call under the child brought.
    private bool IsReadOfItsResponse(IOperation reference, PassedContexts passing)
    {
        IOperation? at = reference;
        while (at is not (null or IInvocationOperation))
        {
            at = at.Parent is IArgumentOperation or IConversionOperation or IPropertyReferenceOperation or IInvocationOperation ? at.Parent : null;
        }

        if (at is not IInvocationOperation read)
        {
            return false;
        }

        var root = ContextSource.Receiver(read);
        while (root is IPropertyReferenceOperation { Instance: { } instance })
        {
            root = instance;
        }

        return root is ILocalReferenceOperation { Local: { Type: { Name: "HttpResponseMessage", ContainingNamespace.Name: "Http" } } local }
            && !ContextSource.IsCleanup(reference, ContextSource.Function(reference))
            && ContextSource.Initializer(local, _call) is { } value
            && (value is IAwaitOperation awaited ? awaited.Operation : value) is IInvocationOperation made
            && passing.IsHanded(made, Child);
    }

    private static bool IsLimit(IInvocationOperation call) => call.TargetMethod.Name is "WithTimeout" or "WithDeadline";

    private static ILocalSymbol? Declared(IInvocationOperation call, PlumblineSymbols symbols)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter: { RefKind: RefKind.Out } parameter, Value: IDeclarationExpressionOperation { Expression: ILocalReferenceOperation child } }
                && symbols.IsContext(parameter.Type))
            {
                return child.Local;
            }
        }

        return null;
    }

    // var inside = ctx.WithValue(…);
    private static ILocalSymbol? Made(IOperation statement, IInvocationOperation call, PlumblineSymbols symbols) =>
        statement is IVariableDeclarationGroupOperation group && IsOther(call) && symbols.IsContext(call.TargetMethod.ContainingType) && symbols.IsContext(call.Type) ? group.Declarations[0].Declarators[0].Symbol : null;

    private static bool IsOther(IInvocationOperation call) => call.TargetMethod.Name is "WithValue" or "WithoutCancel";

    // What is derived from: the receiver, the one context among the arguments, or the first variable that is merged. Of several arguments nobody knows which.
    private static ISymbol? Source(IInvocationOperation call, PlumblineSymbols symbols)
    {
        ISymbol? source = null;
        if (symbols.IsContext(call.Instance?.Type))
        {
            source = ContextSource.Variable(ContextSource.Origin(call.Instance, symbols));
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.None or RefKind.In } parameter && symbols.IsContext(parameter.Type))
            {
                if (source is not null)
                {
                    return null;
                }

                source = ContextSource.Variable(ContextSource.Origin(argument.Value, symbols));
            }
            else if (call.TargetMethod.Name == "Merge" && symbols.IsContext(call.TargetMethod.ContainingType) && ScopeCreation.Strip(argument.Value) is ICollectionExpressionOperation merged)
            {
                source = merged.Elements.Select(element => ContextSource.Variable(ContextSource.Origin(element, symbols))).FirstOrDefault(static variable => variable is not null);
            }
        }

        return source;
    }
}
