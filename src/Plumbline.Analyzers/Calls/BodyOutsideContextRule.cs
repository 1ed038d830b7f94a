using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Plumbline.Analyzers.Symbols;

namespace Plumbline.Analyzers.Calls;

/// <summary>PLB0013: a response's body that is read after the token has ceased to count.</summary>
internal sealed class BodyOutsideContextRule : ContextRule
{
    private static readonly DiagnosticDescriptor _rule = Rule.Warning(
        "PLB0013",
        "A body is read outside the context",
        "'{0}' lets go of '{1}' once the headers are there: make the context-first call, which bounds the body as well",
        "With HttpCompletionOption.ResponseHeadersRead the token ends the wait for the headers only; a body that trickles in, or never comes, is bounded by nothing. The context-first call keeps the context until the body is read.");

    internal override DiagnosticDescriptor Descriptor => _rule;

    /// <summary>Whether a call returns before the body is there.</summary>
    internal static bool LeavesBody(IInvocationOperation call, CallSymbols known)
    {
        if (!CallSymbols.Is(call.TargetMethod.ContainingType, known.HttpClient))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.Name is "HttpCompletionOption" && argument.Value.ConstantValue is { HasValue: true, Value: 1 })
            {
                return true;
            }
        }

        return false;
    }

    internal override void Register(RuleActions actions, PlumblineSymbols symbols)
    {
        var known = CallSymbols.For(actions.Compilation, symbols);
        actions.RegisterCallAction(method => CallSymbols.Is(method.ContainingType, known.HttpClient), (action, call) => Invocation(action, call, known));
    }

    private static void Invocation(OperationAnalysisContext action, IInvocationOperation call, CallSymbols known)
    {
        if (!LeavesBody(call, known) || !CallEdit.IsMemberCall(call))
        {
            return;
        }

        var token = call.Arguments.FirstOrDefault(argument => known.Plumbline.IsToken(argument.Parameter?.Type));
        if (token is null || CallSite.IsNothing(token.Value, known.Plumbline) || HttpCalls.IsBound(call, known) || known.FormOf(call.TargetMethod) is not { } form || ReadsNoBody(call) || AsksForHead(call))
        {
            return;
        }

        var context = TokenCallRule.ContextOf(token.Value, known.Plumbline);
        if (context is null ? known.IsTestAssembly || CallSite.IsReturned(call) || ReadsBodyWithToken(call, known) : ReadsBodyWithContext(call, known))
        {
            return;
        }

        var given = (context ?? token.Value).Syntax.ToString();
        action.ReportDiagnostic(Diagnostic.Create(
            _rule,
            token.Value.Syntax.GetLocation(),
            CallEdit.ToForm(context is null ? $"global::Plumbline.Context.From({given})" : given, call, form, token),
            call.TargetMethod.Name,
            given));
    }

    // What comes back is dropped, or asked for its status or its headers and nothing else; or it is put away, or given to work that is not awaited, which reads it when it pleases.
    private static bool ReadsNoBody(IInvocationOperation call)
    {
        SyntaxNode value = call.Syntax;
        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" })
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax or UsingStatementSyntax } declared } => IsReadNowhere(declared.Identifier.ValueText, call, isLocal: true),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax assigned } => call.SemanticModel!.GetSymbolInfo(assigned).Symbol is var place && (place is IDiscardSymbol || IsReadNowhere(assigned.Identifier.ValueText, call, isLocal: place is ILocalSymbol)),
            ExpressionStatementSyntax => value is AwaitExpressionSyntax,
            MemberAccessExpressionSyntax direct => IsOfHeaders(direct),
            _ => false,
        };
    }

    // The answer to new HttpRequestMessage(HttpMethod.Head, url) has no body.
    private static bool AsksForHead(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.Name is "HttpRequestMessage")
            {
                var made = argument.Value is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declared } ? declared[0].GetSyntax() : argument.Value.Syntax;
                var methods = made.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(static access => access.Expression.ToString().EndsWith("HttpMethod", StringComparison.Ordinal)).ToList();
                return methods.Count > 0 && methods.TrueForAll(static method => method.Name.Identifier.ValueText == "Head");
            }
        }

        return false;
    }

    // A field, or what is handed out, may be read elsewhere; a local that nothing names is read by nobody.
    private static bool IsReadNowhere(string name, IInvocationOperation call, bool isLocal)
    {
        if (HttpCalls.Body(call.Syntax) is not { } body)
        {
            return false;
        }

        var uses = body.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == name && !(use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use))
            .ToList();
        return uses.Exists(use => OutlivesCall(use, call.SemanticModel!))
            || ((isLocal || uses.Count > 0) && uses.TrueForAll(static use => use.Parent is MemberAccessExpressionSyntax member && member.Expression == use && IsOfHeaders(member)));
    }

    private static bool OutlivesCall(IdentifierNameSyntax use, SemanticModel model) => use.Parent switch
    {
        AssignmentExpressionSyntax { Left: var place } => model.GetSymbolInfo(place).Symbol is IFieldSymbol or IPropertySymbol,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax reader } => model.GetOperation(reader) is IInvocationOperation { Type: var type } read && CallSite.IsTaskLike(type) && !CallSite.IsWaitedFor(read),
        _ => false,
    };

    private static bool IsOfHeaders(MemberAccessExpressionSyntax member) =>
        member.Name.Identifier.ValueText is "StatusCode" or "IsSuccessStatusCode" or "EnsureSuccessStatusCode" or "ReasonPhrase" or "Headers" or "Version" or "Dispose"
        && !(member.Name.Identifier.ValueText is "EnsureSuccessStatusCode" && member.Parent?.Parent is not ExpressionStatementSyntax);

    /// <summary>Whether the method hands its context to the reading of a body as well; a stream that is handed out is still to be read.</summary>
    internal static bool ReadsBodyWithContext(IInvocationOperation call, CallSymbols known) => ReadsBodyWithToken(call, known, apartFrom: "ReadAsStreamAsync");

    // Whoever hands the token to the reading of the body as well knows what the option means.
    private static bool ReadsBodyWithToken(IInvocationOperation call, CallSymbols known, string? apartFrom = null)
    {
        foreach (var node in HttpCalls.Body(call.Syntax)?.DescendantNodes() ?? [])
        {
            if (node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 }
                && call.SemanticModel!.GetOperation(node) is IInvocationOperation read
                && HttpCalls.IsContent(read.TargetMethod, known)
                && read.TargetMethod.Name != apartFrom
                && CallSite.GivesContext(read, known.Plumbline))
            {
                return true;
            }
        }

        return false;
    }
}
