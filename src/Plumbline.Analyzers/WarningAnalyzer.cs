using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Declarations;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.Analyzers;

/// <summary>The rules that report what is almost certainly wrong: every build runs them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WarningAnalyzer() : RuleAnalyzer(
    new LostScopeRule(),
    new ContextKeptRule(),
    new ContextDroppedRule(),
    new WrongContextRule(),
    new OptionalContextRule(),
    new ReassignedContextRule(),
    new OutlivesRequestRule(),
    new BlindWaitRule(),
    new BodyOutsideContextRule(),
    new TokenIdentityRule(),
    new LostRegistrationRule(),
    new SpentContextRule(),
    new ContextAsObjectRule(),
    new EscapedWorkRule());
