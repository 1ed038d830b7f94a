using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Plumbline.Analyzers.Declarations;

namespace Plumbline.Analyzers;

/// <summary>The rules that must have seen all of a type before they know: an analyzer of their own, as an IDE runs one that asks for that over all files of a partial type.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WholeTypeAnalyzer() : RuleAnalyzer(new ContextKeptRule());
