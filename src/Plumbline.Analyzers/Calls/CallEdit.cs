using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Plumbline.Analyzers.Calls;

/// <summary>How a call is to be rewritten: what a rule found out, handed to its fix in the properties of the report.</summary>
/// <remarks>So that a fix needs no second analysis: it edits syntax, and what it edits is what was judged.</remarks>
internal static class CallEdit
{
    internal const string Kind = "edit";
    internal const string Context = "context";
    internal const string Using = "using";
    internal const string Method = "method";
    internal const string Parameter = "parameter";
    internal const string Index = "index";

    /// <summary>The marked expression becomes the context.</summary>
    internal const string Replace = "replace";

    /// <summary>The context becomes an argument, at <see cref="Index"/>; behind the others and by name where names are used.</summary>
    internal const string Insert = "insert";

    /// <summary>The call becomes <see cref="Method"/>, the context first, without the argument at <see cref="Index"/> (none: -1).</summary>
    internal const string Form = "form";

    internal static ImmutableDictionary<string, string?> ReplaceWith(string context) => Properties(Replace, context);

    internal static ImmutableDictionary<string, string?> InsertAt(string context, int index, string parameter) => Properties(Insert, context)
        .Add(Index, index.ToString(CultureInfo.InvariantCulture))
        .Add(Parameter, parameter);

    /// <summary>The edit that turns a call into our form of it.</summary>
    internal static ImmutableDictionary<string, string?> ToForm(string context, IInvocationOperation call, ContextForm form, IArgumentOperation? token = null) =>
        Properties(Form, context)
            .Add(Method, form.Name)
            .Add(Index, SyntaxIndex(call, token).ToString(CultureInfo.InvariantCulture))
            .Add(Using, NamespaceToImport(call, form.Method));

    internal static ImmutableDictionary<string, string?> Properties(string kind, string? context) =>
        ImmutableDictionary<string, string?>.Empty.Add(Kind, kind).Add(Context, context);

    /// <summary>The namespace of an extension method if it is not imported where the call stands, else null.</summary>
    internal static string? NamespaceToImport(IOperation call, IMethodSymbol extension)
    {
        var position = call.Syntax.SpanStart;
        foreach (var type in call.SemanticModel!.LookupNamespacesAndTypes(position, container: null, extension.ContainingType.Name))
        {
            if (SymbolEqualityComparer.Default.Equals(type, extension.ContainingType))
            {
                return null;
            }
        }

        return extension.ContainingNamespace.ToDisplayString();
    }

    /// <summary>Whether a call is written <c>receiver.Method(…)</c>, so that it can become another method of the receiver.</summary>
    internal static bool IsMemberCall(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax or MemberBindingExpressionSyntax }
        && (call.Instance is not null || IsReduced(call));

    // The place of an argument as it is written; -1 for one that is not.
    private static int SyntaxIndex(IInvocationOperation call, IArgumentOperation? argument) =>
        argument is { Syntax: ArgumentSyntax written } && call.Syntax is InvocationExpressionSyntax { ArgumentList: { } list }
            ? list.Arguments.IndexOf(written)
            : -1;

    // A static-style call of an extension method gives its receiver as an argument.
    private static bool IsReduced(IInvocationOperation call) => call.TargetMethod.IsExtensionMethod
        && call.Syntax is InvocationExpressionSyntax { ArgumentList: { } list }
        && call.Arguments.Length > 0
        && call.Arguments[0].Value.Syntax is { } receiver
        && !list.Span.Contains(receiver.Span);
}
