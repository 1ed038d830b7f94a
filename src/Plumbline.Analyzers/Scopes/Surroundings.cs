using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Scopes;

/// <summary>What kind of code a function is: one that runs once for the whole program, the handler of a request.</summary>
/// <remarks>Immutable once made; safe from any thread. Asked only when there is something to report.</remarks>
internal sealed class Surroundings
{
    private static readonly ConditionalWeakTable<Compilation, Surroundings> _known = new();

    private readonly INamedTypeSymbol? _contextRoot;
    private readonly INamedTypeSymbol? _hostedService;
    private readonly INamedTypeSymbol? _httpContext;
    private readonly INamedTypeSymbol? _httpRequest;
    private readonly INamedTypeSymbol? _serverCallContext;
    private readonly INamedTypeSymbol? _endpoints;

    private Surroundings(Compilation compilation)
    {
        _contextRoot = compilation.GetTypeByMetadataName("Plumbline.ContextRootAttribute");
        _hostedService = compilation.GetTypeByMetadataName("Microsoft.Extensions.Hosting.IHostedService");
        _httpContext = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpContext");
        _httpRequest = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpRequest");
        _serverCallContext = compilation.GetTypeByMetadataName("Grpc.Core.ServerCallContext");
        _endpoints = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");
    }

    internal static Surroundings Of(Compilation compilation) => _known.GetValue(compilation, static compilation => new(compilation));

    /// <summary>Whether the symbol is, or is in, code that runs once: the program's entry, a hosted service, what is marked as a root.</summary>
    internal bool IsRoot(ISymbol? symbol)
    {
        for (; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" }
                || symbol.GetAttributes().Any(mark => _contextRoot is not null && SymbolEqualityComparer.Default.Equals(mark.AttributeClass, _contextRoot))
                || (symbol is INamedTypeSymbol type && _hostedService is not null && type.AllInterfaces.Contains(_hostedService, SymbolEqualityComparer.Default)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a method is what a server calls for each request: its contexts end with its answer.</summary>
    /// <param name="method">A method, lambda or local function.</param>
    /// <param name="inside">An operation in it: from there a lambda is found that is handed to a route.</param>
    internal bool IsRequest(IMethodSymbol method, IOperation inside)
    {
        if (method.Parameters.Any(parameter => IsRequestType(parameter.Type)))
        {
            return true;
        }

        if (method.MethodKind == MethodKind.Ordinary)
        {
            return !method.IsStatic && FrameworkCalls.Includes(method);
        }

        return method.MethodKind == MethodKind.AnonymousFunction && IsRouted(method, inside);
    }

    internal bool IsHttpContext(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type, _httpContext);

    private bool IsRequestType(ITypeSymbol type) => IsHttpContext(type)
        || SymbolEqualityComparer.Default.Equals(type, _httpRequest)
        || SymbolEqualityComparer.Default.Equals(type, _serverCallContext);

    private bool IsRouted(IMethodSymbol lambda, IOperation inside)
    {
        for (var at = inside; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, lambda))
            {
                var outer = at.Parent;
                while (outer is IDelegateCreationOperation or IConversionOperation)
                {
                    outer = outer.Parent;
                }

                return outer is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Parameters: var parameters } } }
                    && _endpoints is not null
                    && SymbolEqualityComparer.Default.Equals(parameters[0].Type, _endpoints);
            }
        }

        return false;
    }
}
