using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Declarations;
using Plumbline.Analyzers.Exceptions;

namespace Plumbline.Analyzers;

/// <summary>The rules that may be a matter of judgement: an analyzer of their own, which a build leaves out where none of them is more than a suggestion.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SuggestionAnalyzer() : RuleAnalyzer(
    new ContextNotFirstRule(),
    new BackgroundTooDeepRule(),
    new TodoLeftRule(),
    new HttpWithoutContextRule(),
    new SwallowedCancelRule(),
    new ValueMisuseRule(),
    new DeadDeadlineRule(),
    new TokenCallRule());
