using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Plumbline.Analyzers.Symbols;

/// <summary>The types that rules ask for, looked up once for each compilation and shared by all rules.</summary>
/// <remarks>Immutable once made; safe from any thread.</remarks>
internal sealed class PlumblineSymbols
{
    // A null value is a compilation that knows no Plumbline.Context: no rule costs it anything.
    private static readonly ConditionalWeakTable<Compilation, Lookup> _known = new();

    private PlumblineSymbols(Compilation compilation, INamedTypeSymbol context)
    {
        Context = context;
        CancelScope = compilation.GetTypeByMetadataName("Plumbline.CancelScope");
        SupersessionScopeOfT = compilation.GetTypeByMetadataName("Plumbline.Concurrency.SupersessionScope`1");
        ContextRegistration = compilation.GetTypeByMetadataName("Plumbline.ContextRegistration");
        ContextKeyOfT = compilation.GetTypeByMetadataName("Plumbline.ContextKey`1");
        ContextCarrierAttribute = compilation.GetTypeByMetadataName("Plumbline.ContextCarrierAttribute");
        ContextRootAttribute = compilation.GetTypeByMetadataName("Plumbline.ContextRootAttribute");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        CancellationTokenRegistration = compilation.GetTypeByMetadataName("System.Threading.CancellationTokenRegistration");
        CancellationTokenSource = compilation.GetTypeByMetadataName("System.Threading.CancellationTokenSource");
        OperationCanceledException = compilation.GetTypeByMetadataName("System.OperationCanceledException");
        Exception = compilation.GetTypeByMetadataName("System.Exception");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        AsyncEnumerableOfT = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerable`1");
    }

    /// <summary><c>Plumbline.Context</c>.</summary>
    internal INamedTypeSymbol Context { get; }

    /// <summary><c>Plumbline.CancelScope</c>.</summary>
    internal INamedTypeSymbol? CancelScope { get; }

    /// <summary><c>Plumbline.Concurrency.SupersessionScope&lt;TKey&gt;</c>: a scope as the other is, that a later one may end as well.</summary>
    internal INamedTypeSymbol? SupersessionScopeOfT { get; }

    /// <summary><c>Plumbline.ContextRegistration</c>.</summary>
    internal INamedTypeSymbol? ContextRegistration { get; }

    /// <summary><c>Plumbline.ContextKey&lt;T&gt;</c>.</summary>
    internal INamedTypeSymbol? ContextKeyOfT { get; }

    /// <summary><c>[ContextCarrier]</c>: a type that may hold a context.</summary>
    internal INamedTypeSymbol? ContextCarrierAttribute { get; }

    /// <summary><c>[ContextRoot]</c>: where contexts begin.</summary>
    internal INamedTypeSymbol? ContextRootAttribute { get; }

    internal INamedTypeSymbol? CancellationToken { get; }

    internal INamedTypeSymbol? CancellationTokenRegistration { get; }

    internal INamedTypeSymbol? CancellationTokenSource { get; }

    internal INamedTypeSymbol? OperationCanceledException { get; }

    internal INamedTypeSymbol? Exception { get; }

    internal INamedTypeSymbol? Task { get; }

    internal INamedTypeSymbol? TaskOfT { get; }

    internal INamedTypeSymbol? ValueTask { get; }

    internal INamedTypeSymbol? ValueTaskOfT { get; }

    internal INamedTypeSymbol? AsyncEnumerableOfT { get; }

    /// <summary>The symbols of a compilation, or null when it does not know <c>Plumbline.Context</c>.</summary>
    internal static PlumblineSymbols? For(Compilation compilation) =>
        _known.GetValue(compilation, static compilation => new Lookup(
            compilation.GetTypeByMetadataName("Plumbline.Context") is { } context ? new PlumblineSymbols(compilation, context) : null)).Symbols;

    /// <summary>Whether the type is <c>Plumbline.Context</c> itself.</summary>
    internal bool IsContext(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Context);

    /// <summary>Whether the type is <c>Plumbline.Context</c> or <c>Plumbline.Context?</c>.</summary>
    internal bool IsContextOrNullable(ITypeSymbol? type) => IsContext(type)
        || (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && IsContext(nullable.TypeArguments[0]));

    /// <summary>Whether the type is <c>System.Threading.CancellationToken</c>.</summary>
    internal bool IsToken(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type, CancellationToken);

    /// <summary>Whether the type is a task or a value task, with a result or without.</summary>
    internal bool IsTask(ITypeSymbol? type) => type?.OriginalDefinition is { } task
        && (SymbolEqualityComparer.Default.Equals(task, Task)
            || SymbolEqualityComparer.Default.Equals(task, TaskOfT)
            || SymbolEqualityComparer.Default.Equals(task, ValueTask)
            || SymbolEqualityComparer.Default.Equals(task, ValueTaskOfT));

    private sealed class Lookup(PlumblineSymbols? symbols)
    {
        internal PlumblineSymbols? Symbols { get; } = symbols;
    }
}
