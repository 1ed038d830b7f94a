using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>What the rules about calls share for one compilation: types, our context-first forms, and which overload takes a context.</summary>
/// <remarks>Safe from any thread: what is found later is kept in concurrent maps.</remarks>
internal sealed class CallSymbols
{
    private static readonly ConditionalWeakTable<Compilation, CallSymbols> _known = new();

    private readonly ConcurrentDictionary<IMethodSymbol, ContextOverload?> _overloads = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ContextForm?> _forms = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _tests = new(SymbolEqualityComparer.Default);
    private readonly Lazy<Dictionary<string, List<IMethodSymbol>>> _contextFirst;

    private CallSymbols(Compilation compilation, PlumblineSymbols symbols)
    {
        Plumbline = symbols;
        HttpClient = compilation.GetTypeByMetadataName("System.Net.Http.HttpClient");
        HttpContent = compilation.GetTypeByMetadataName("System.Net.Http.HttpContent");
        Thread = compilation.GetTypeByMetadataName("System.Threading.Thread");
        SemaphoreSlim = compilation.GetTypeByMetadataName("System.Threading.SemaphoreSlim");
        WaitHandle = compilation.GetTypeByMetadataName("System.Threading.WaitHandle");
        ChannelReader = compilation.GetTypeByMetadataName("System.Threading.Channels.ChannelReader`1");
        ChannelWriter = compilation.GetTypeByMetadataName("System.Threading.Channels.ChannelWriter`1");
        ContextWaits = compilation.GetTypeByMetadataName("Plumbline.Concurrency.ContextWaitExtensions");
        IsTestAssembly = TestCode.IsProject(compilation);
        _contextFirst = new(() => ContextForm.Collect(compilation, symbols));
    }

    internal PlumblineSymbols Plumbline { get; }

    internal INamedTypeSymbol? HttpClient { get; }

    internal INamedTypeSymbol? HttpContent { get; }

    internal INamedTypeSymbol? Thread { get; }

    internal INamedTypeSymbol? SemaphoreSlim { get; }

    internal INamedTypeSymbol? WaitHandle { get; }

    internal INamedTypeSymbol? ChannelReader { get; }

    internal INamedTypeSymbol? ChannelWriter { get; }

    /// <summary>The class of <c>ctx.WaitAsync(task)</c>.</summary>
    internal INamedTypeSymbol? ContextWaits { get; }

    /// <summary>Whether the assembly at hand is made of tests, or of benchmarks.</summary>
    internal bool IsTestAssembly { get; }

    internal static CallSymbols For(Compilation compilation, PlumblineSymbols symbols) =>
        _known.GetValue(compilation, compilation => new CallSymbols(compilation, symbols));

    /// <summary>Whether any of our context-first forms is called as one of the method would be.</summary>
    internal bool MayHaveForm(IMethodSymbol method) => _contextFirst.Value.ContainsKey(ContextForm.NameFor(method));

    /// <summary>Our context-first form of a method, or null.</summary>
    internal ContextForm? FormOf(IMethodSymbol method)
    {
        if (!_contextFirst.Value.TryGetValue(ContextForm.NameFor(method), out var named))
        {
            return null;
        }

        return _forms.TryGetValue(method, out var form) ? form : _forms[method] = ContextForm.Find(method, Plumbline, named);
    }

    /// <summary>The overload that takes the same arguments and a context or a token as well, or null.</summary>
    internal ContextOverload? OverloadOf(IMethodSymbol method) =>
        _overloads.TryGetValue(method, out var overload) ? overload : _overloads[method] = ContextOverload.Find(method, Plumbline);

    /// <summary>Whether code of a type is test code.</summary>
    internal bool IsTest(INamedTypeSymbol? type) => IsTestAssembly || (type is not null && _tests.GetOrAdd(type, TestCode.IsTest));

    internal static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    internal static bool DerivesFrom(ITypeSymbol? type, INamedTypeSymbol? known)
    {
        for (var current = type; current is not null && known is not null; current = current.BaseType)
        {
            if (Is(current, known))
            {
                return true;
            }
        }

        return false;
    }
}
