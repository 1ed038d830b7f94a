using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>Knows the methods that ASP.NET Core finds by name or route: their parameters are its business as well.</summary>
internal static class FrameworkCalls
{
    private static readonly string[] _types =
    [
        "Microsoft.AspNetCore.Mvc.ControllerBase", "Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "Microsoft.AspNetCore.Mvc.ViewComponent", "Microsoft.AspNetCore.SignalR.Hub",
    ];

    /// <summary>Whether the method is an action, a page's handler, a hub's method or the entry of a middleware.</summary>
    internal static bool Includes(IMethodSymbol method)
    {
        if (method is not { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary })
        {
            return false;
        }

        // A middleware gets the HttpContext first, and the rest from the services.
        if (method.Name is "Invoke" or "InvokeAsync" && method.Parameters.Length > 0 && method.Parameters[0].Type.ToDisplayString() == "Microsoft.AspNetCore.Http.HttpContext")
        {
            return true;
        }

        for (var type = method.ContainingType; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            if (_types.Contains(type.ToDisplayString()))
            {
                return true;
            }
        }

        return false;
    }
}
