using Microsoft.CodeAnalysis;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers;

/// <summary>One rule: what it reports, and what of the code it asks to see.</summary>
/// <remarks>Made once and used for any number of compilations, on any thread: what a rule remembers of one belongs into what it registers.</remarks>
internal abstract class ContextRule
{
    /// <summary>What the rule reports.</summary>
    internal abstract DiagnosticDescriptor Descriptor { get; }

    /// <summary>Registers the rule's actions for one compilation; a rule that misses a symbol it needs registers none.</summary>
    internal abstract void Register(RuleActions actions, PlumblineSymbols symbols);
}
