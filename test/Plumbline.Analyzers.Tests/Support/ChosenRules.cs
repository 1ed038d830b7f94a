using System.Collections.Immutable;

namespace Plumbline.Analyzers.Tests.Support;

#pragma warning disable RS1001 // No compiler loads it: a test makes it.
/// <summary>Just these rules, as one analyzer.</summary>
internal sealed class ChosenRules(params ImmutableArray<ContextRule> rules) : RuleAnalyzer(rules);
