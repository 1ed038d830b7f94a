using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Scopes;

/// <summary>What kind of code a function is: a test, one that runs once for the whole program, the handler of a request.</summary>
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
    private readonly INamedTypeSymbol?[] _handlers;

    private Surroundings(Compilation compilation)
    {
        _contextRoot = compilation.GetTypeByMetadataName("Plumbline.ContextRootAttribute");
        _hostedService = compilation.GetTypeByMetadataName("Microsoft.Extensions.Hosting.IHostedService");
        _httpContext = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpContext");
        _httpRequest = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpRequest");
        _serverCallContext = compilation.GetTypeByMetadataName("Grpc.Core.ServerCallContext");
        _endpoints = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");
        _handlers =
        [
            compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Mvc.ControllerBase"),
            compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Mvc.RazorPages.PageModel"),
            compilation.GetTypeByMetadataName("Microsoft.AspNetCore.SignalR.Hub"),
        ];
    }

    internal static Surroundings Of(Compilation compilation) => _known.GetValue(compilation, static compilation => new(compilation));

    /// <summary>Whether the symbol is, or is in, a test or a class of tests.</summary>
    internal static bool IsTest(ISymbol? symbol)
    {
        for (; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (HasTestAttribute(symbol) || (symbol is INamedTypeSymbol type && type.GetMembers().Any(static member => member is IMethodSymbol && HasTestAttribute(member))))
            {
                return true;
            }
        }

        return false;
    }

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
            return method is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } && IsHandler(method.ContainingType);
        }

        return method.MethodKind == MethodKind.AnonymousFunction && IsRouted(method, inside);
    }

    internal bool IsHttpContext(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type, _httpContext);

    private bool IsRequestType(ITypeSymbol type) => IsHttpContext(type)
        || SymbolEqualityComparer.Default.Equals(type, _httpRequest)
        || SymbolEqualityComparer.Default.Equals(type, _serverCallContext);

    private bool IsHandler(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            foreach (var handler in _handlers)
            {
                if (handler is not null && SymbolEqualityComparer.Default.Equals(at, handler))
                {
                    return true;
                }
            }
        }

        return false;
    }

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

    private static bool HasTestAttribute(ISymbol symbol)
    {
        foreach (var mark in symbol.GetAttributes())
        {
            for (var type = mark.AttributeClass; type is not null; type = type.BaseType)
            {
                var space = type.ContainingNamespace;
                if ((space is { Name: "Xunit" or "TUnit", ContainingNamespace.IsGlobalNamespace: true })
                    || space?.ToDisplayString() is "NUnit.Framework" or "Microsoft.VisualStudio.TestTools.UnitTesting" or "TUnit.Core" or "Xunit.v3")
                {
                    return true;
                }
            }
        }

        return false;
    }
}
