using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>Finds uses of contexts, and of tokens, that end when a request is answered.</summary>
/// <remarks>
/// Such is what a server's handler is given, and what <c>HttpContext</c> gives. Also the context of an async method that answers with a value: it is its caller's,
/// who goes on with the value. Who answers with something that lives on (a connection, a channel) may well leave work under the context behind it.
/// </remarks>
internal sealed class RequestContexts(Compilation compilation, PlumblineSymbols symbols)
{
    private readonly Surroundings _surroundings = Surroundings.Of(compilation);
    private readonly INamedTypeSymbol? _ofHttpContext = compilation.GetTypeByMetadataName("Plumbline.AspNetCore.HttpContextContextExtensions");

    internal bool IsToken(IOperation use) => symbols.IsToken(use.Type);

    /// <summary>The places in a value, an argument or a lambda, where such a context is handed on or waited for.</summary>
    /// <param name="value">What the work is handed.</param>
    /// <param name="work">The operation that starts the work.</param>
    /// <param name="member">The member it stands in.</param>
    internal IEnumerable<IOperation> Used(IOperation value, IOperation work, ISymbol member)
    {
        var function = ContextSource.Function(work);
        var uses = (value is ILocalFunctionOperation local ? local.Body : ContextSource.Lambda(value)?.Body) is { } body
            ? body.Descendants().Where(operation => IsContextLike(operation.Type) && !IsDetaching(operation))
            : ContextSource.Origin(value, symbols) is { } origin && IsContextLike(origin.Type) ? [origin] : [];
        return uses.Where(use => IsOfRequest(use, function, work, member));
    }

    private bool IsContextLike(ITypeSymbol? type) => symbols.IsContext(type) || symbols.IsToken(type);

    // What does not depend on the end of the context: its values, its clock, a child that lives on.
    private static bool IsDetaching(IOperation use) => use.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "WithoutCancel" or "WithShield" or "TryGetValue" } call => call.Instance == use,
        IPropertyReferenceOperation { Property.Name: "Clock" } property => property.Instance == use,
        INameOfOperation => true,
        _ => ContextSource.IsWrite(use),
    };

    private bool IsOfRequest(IOperation use, IOperation function, IOperation work, ISymbol member) => use switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => IsOfRequest(parameter, function, work, member),
        ILocalReferenceOperation { Local: var local } => !ContextSource.IsWritten(function, local) && IsOfHttpContext(ContextSource.Initializer(local, use)),
        _ => IsOfHttpContext(use),
    };

    // Only of the function that starts the work: what it is in, a lambda that is work of its own, is looked at there.
    private bool IsOfRequest(IParameterSymbol parameter, IOperation function, IOperation work, ISymbol member) =>
        ContextSource.Method(function, member) is { } method
        && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method)
        && !IsAssigned(function, parameter)
        && !TestCode.IsTest(member)
        && (_surroundings.IsRequest(method, work) || (symbols.IsContext(parameter.Type) && IsAnswer(method) && !_surroundings.IsRoot(method)));

    private static bool IsAssigned(IOperation function, IParameterSymbol parameter) =>
        function.Descendants().Any(operation => operation is ISimpleAssignmentOperation assignment && ContextSource.Is(assignment.Target, parameter));

    private bool IsOfHttpContext(IOperation? value) => value switch
    {
        IPropertyReferenceOperation { Property.Name: "RequestAborted" } property => _surroundings.IsHttpContext(property.Property.ContainingType),
        IInvocationOperation { TargetMethod.Name: "RequestContext" } call => _ofHttpContext is not null && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, _ofHttpContext),
        _ => false,
    };

    private bool IsAnswer(IMethodSymbol method) =>
        method is { IsAsync: true, ReturnType: INamedTypeSymbol { TypeArguments.Length: 1 } task, MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation }
        && symbols.IsTask(task)
        && !LivesOn(task.TypeArguments[0])
        && Askers.AreOutside(method);

    private static bool LivesOn(ITypeSymbol type) =>
        type.TypeKind is TypeKind.TypeParameter or TypeKind.Delegate
        || IsTied(type)
        || type.AllInterfaces.Any(IsTied);

    private static bool IsTied(ITypeSymbol type) => type.Name is "IDisposable" or "IAsyncDisposable" or "IAsyncEnumerable" or "IObservable" or "ChannelReader" or "ChannelWriter" or "Channel" or "PipeReader" or "PipeWriter"
        or "Task" or "ValueTask";
}
