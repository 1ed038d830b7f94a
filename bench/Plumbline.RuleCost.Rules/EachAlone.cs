using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers;
using Plumbline.Analyzers.Calls;
using Plumbline.Analyzers.Declarations;
using Plumbline.Analyzers.Exceptions;
using Plumbline.Analyzers.Scopes;

namespace Plumbline.RuleCost.Rules;

/// <summary>PLB0001 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LostScope() : RuleAnalyzer(new LostScopeRule());

/// <summary>PLB0002 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ContextKept() : RuleAnalyzer(new ContextKeptRule());

/// <summary>PLB0003 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ContextNotFirst() : RuleAnalyzer(new ContextNotFirstRule());

/// <summary>PLB0004 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ContextDropped() : RuleAnalyzer(new ContextDroppedRule());

/// <summary>PLB0005 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WrongContext() : RuleAnalyzer(new WrongContextRule());

/// <summary>PLB0006 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BackgroundTooDeep() : RuleAnalyzer(new BackgroundTooDeepRule());

/// <summary>PLB0007 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TodoLeft() : RuleAnalyzer(new TodoLeftRule());

/// <summary>PLB0008 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OptionalContext() : RuleAnalyzer(new OptionalContextRule());

/// <summary>PLB0009 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ReassignedContext() : RuleAnalyzer(new ReassignedContextRule());

/// <summary>PLB0010 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OutlivesRequest() : RuleAnalyzer(new OutlivesRequestRule());

/// <summary>PLB0011 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlindWait() : RuleAnalyzer(new BlindWaitRule());

/// <summary>PLB0012 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HttpWithoutContext() : RuleAnalyzer(new HttpWithoutContextRule());

/// <summary>PLB0013 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BodyOutsideContext() : RuleAnalyzer(new BodyOutsideContextRule());

/// <summary>PLB0014 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TokenIdentity() : RuleAnalyzer(new TokenIdentityRule());

/// <summary>PLB0015 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SwallowedCancel() : RuleAnalyzer(new SwallowedCancelRule());

/// <summary>PLB0016 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ValueMisuse() : RuleAnalyzer(new ValueMisuseRule());

/// <summary>PLB0017 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LostRegistration() : RuleAnalyzer(new LostRegistrationRule());

/// <summary>PLB0018 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DeadDeadline() : RuleAnalyzer(new DeadDeadlineRule());

/// <summary>PLB0019 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SpentContext() : RuleAnalyzer(new SpentContextRule());

/// <summary>PLB0020 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TokenCall() : RuleAnalyzer(new TokenCallRule());

/// <summary>PLB0021 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ContextAsObject() : RuleAnalyzer(new ContextAsObjectRule());

/// <summary>PLB0022 alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EscapedWork() : RuleAnalyzer(new EscapedWorkRule());
